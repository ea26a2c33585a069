/** A node that signs by each kind of account, and what it lets out of the secret. */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cryptoWaitReady, Keyring } from '#polkadot'
import { openSession } from '../../src/chain/connection/session.ts'
import { createSystemClock } from '../../src/kernel/index.ts'
import { type RunningReeve, reeve } from './reeve.ts'

const PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
/** Of the phrase with //Alice behind it. */
const SEED = 'e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a'
const PASSPHRASE = 'correct horse battery'
const SECRETS = [PHRASE, 'curtain smoke', SEED, PASSPHRASE, 'hidden']

const INDEX = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

/** Asks for one call as soon as it can. */
const ASKER = `
import { BlockFinalized, SubmitTransaction, defineUnit } from ${JSON.stringify(INDEX)}
import { setup } from ${JSON.stringify(import.meta.resolve('xstate'))}
const machine = setup({ actors: { 'asker.ask': {} } }).createMachine({
  id: 'asker', options: { maxIterations: 10 }, initial: 'waiting',
  states: {
    waiting: { on: { 'chain.BlockFinalized': 'asking' } },
    asking: { invoke: { id: 'ask', src: 'asker.ask', onDone: 'done', onError: 'waiting' } },
    done: {},
  },
})
export default defineUnit({
  name: 'asker', machine, category: 'submit', consumes: [BlockFinalized], asks: [SubmitTransaction],
  handlers: {
    'asker.ask': async (_, ctx) => {
      const call = { pallet: 'System', name: 'remark_with_event', args: ['0x01'] }
      const outcome = await ctx.ask(SubmitTransaction, { key: 'one', call }, { deadline: '30s' })
      if (!outcome.ok && outcome.refusal.reason === 'not-connected') throw new Error('too early')
      ctx.log.info(outcome.ok ? outcome.value.outcome : outcome.refusal, 'asked and answered')
    },
  },
})
`

let folder: string
let chain: RunningReeve
let url: string
let genesis: string

beforeAll(async () => {
  await cryptoWaitReady()
  folder = await mkdtemp(join(tmpdir(), 'reeve-signing-'))
  chain = reeve(['devnet', '--port', '0', '--block-time', '100'])
  await chain.shows('genesis 0x')
  url = /ws:\/\/127\.0\.0\.1:\d+/.exec(chain.shown())![0]
  genesis = /genesis (0x[0-9a-f]{64})/.exec(chain.shown())![1]!
  const session = await openSession(url, createSystemClock())
  await put('metadata', String(await session.request('state_getMetadata', [])))
  session.close('read')
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(`${PHRASE}//Alice`)
  await put('key.json', JSON.stringify(pair.toJson(PASSPHRASE)))
  await put('phrase', `${PHRASE}//Alice\n`)
  await put('seed', `0x${SEED}`)
  await put('pass', `${PASSPHRASE}\n`)
  await put('asker.ts', ASKER)
}, 30_000)

afterAll(async () => {
  chain.signal('SIGTERM')
  await chain.finished
  await rm(folder, { recursive: true })
})

const put = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 })

let runs = 0

interface Ran {
  readonly code: number | null
  /** All that was written anywhere. */
  readonly output: string
}

/** Runs a node until its call was answered, with everything logged. */
async function run(account: string, passphrase?: string): Promise<Ran> {
  await put(
    'reeve.yaml',
    // Data of its own: what one has done already, another would not do again.
    `chain: { endpoints: ["${url}"] }\naccount: ${account}\ndata: ./data-${(runs += 1)}\nactors:\n  asker: { use: ./asker.ts }\n`,
  )
  const input = passphrase === undefined ? undefined : await open(join(folder, passphrase), 'r')
  const stdin = input === undefined ? {} : { stdin: input.fd }
  const node = reeve(['run', '-l', 'trace', '--json', '--trace', 'trace.jsonl'], { cwd: folder, ...stdin })
  await input?.close()
  await node.shows('asked and answered')
  // The passphrase has been read, and does not come again.
  node.signal('SIGHUP')
  await node.shows('"config taken up"')
  node.signal('SIGTERM')
  const { code, stdout, stderr } = await node.finished
  return { code, output: stdout + stderr + (await readFile(join(folder, 'trace.jsonl'), 'utf8')) }
}

async function explained(): Promise<string> {
  const { stdout, stderr } = await reeve(['check-config', '--explain'], { cwd: folder }).finished
  return stdout + stderr
}

const leaked = (output: string) => SECRETS.filter((secret) => output.includes(secret))
const landed = '"result":"success"'

describe('a node that signs', () => {
  it.each([
    ['a development account', '{ uri: //Alice }'],
    ['a key file with a phrase', '{ keyfile: ./phrase }'],
    ['a key file with a seed', '{ keyfile: ./seed }'],
    ['a keystore', '{ keystore: ./key.json, passphraseFile: ./pass }'],
  ])(
    'by %s lands a call, and lets out nothing of a secret',
    async (_, account) => {
      const { code, output } = await run(account)
      expect(output).toContain(landed)
      expect(code).toBe(0)
      expect(leaked(output)).toEqual([])
      expect(leaked(await explained())).toEqual([])
    },
    60_000,
  )

  it('by a keystore whose passphrase comes on standard input does the same', async () => {
    const { code, output } = await run('{ keystore: ./key.json, passphraseFd: 0 }', 'pass')
    expect(output).toContain(landed)
    expect(code).toBe(0)
    expect(leaked(output)).toEqual([])
  }, 60_000)

  it('by a development account with a path of its own does not let out the path', async () => {
    const { output } = await run('{ uri: //Alice//hidden }')
    expect(output).toContain('asked and answered')
    expect(leaked(output)).toEqual([])
    expect(leaked(await explained())).toEqual([])
  }, 60_000)

  it('by a remote signer lands a call, and neither of the two lets out anything', async () => {
    await put(
      'signer.yaml',
      `account: { keystore: ./key.json, passphraseFile: ./pass }
socket: ./signer.sock
metadata: [./metadata]
nonceFile: ./nonces.json
policy:
  genesis: ["${genesis}"]
  calls: [System.remark_with_event]
log: { level: trace, format: json }
`,
    )
    const signer = reeve(['signer', '--config', 'signer.yaml'], { cwd: folder })
    await signer.shows('signer ready')
    const { code, output } = await run('{ remote: ./signer.sock }')
    expect(output).toContain(landed)
    expect(code).toBe(0)
    expect(leaked(output)).toEqual([])
    expect(leaked(await explained())).toEqual([])
    signer.signal('SIGTERM')
    const ended = await signer.finished
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain('"calls":"System.remark_with_event"')
    expect(leaked(ended.stdout + ended.stderr)).toEqual([])
  }, 60_000)

  it('refuses a wrong passphrase before it starts, and repeats neither', async () => {
    await put('wrong', 'hidden away')
    await put('reeve.yaml', 'account: { keystore: ./key.json, passphraseFile: ./wrong }\n')
    const { code, stdout, stderr } = await reeve(['run', '-l', 'trace'], { cwd: folder }).finished
    expect(code).toBe(1)
    expect(stderr).toContain('cannot be unlocked with this passphrase')
    expect(leaked(stdout + stderr)).toEqual([])
  }, 30_000)

  it('signs nothing by a development account on a chain that is none', async () => {
    await put(
      'reeve.yaml',
      `chain: { endpoints: ["${url}"] }\naccount: { uri: //Alice, genesis: "0x${'11'.repeat(32)}" }\n`,
    )
    const node = reeve(['run'], { cwd: folder })
    await node.shows('account.uri is a development account, whose secret everybody knows')
    expect(node.shown()).toContain('account.keyfile, account.keystore or account.remote')
    node.signal('SIGTERM')
    expect((await node.finished).code).toBe(0)
  }, 30_000)
})
