import { lstat, readFile, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { exchange } from '../../../src/chain/signing/remote/exchange.ts'
import { type SentPayload, sentPayload } from '../../../src/chain/signing/remote/protocol.ts'
import { connectRemoteSigner } from '../../../src/chain/signing/remote/remote-signer.ts'
import { closingBytes } from '../../../src/grid/evidence/closing.ts'
import { RECEIPT_RECORD, receiptBytes } from '../../../src/grid/evidence/receipt.ts'
import { statementBytes, USAGE_RECORD } from '../../../src/grid/evidence/statement.ts'
import { UNUSED } from '../../../src/grid/evidence/used.ts'
import { userReceiptBytes } from '../../../src/grid/evidence/user-receipt.ts'
import { statementOf } from '../../../src/grid/messages/envelope/envelope.ts'
import { proofStatement } from '../../../src/grid/messages/relay/protocol.ts'
import { createSystemClock, type Log } from '../../../src/kernel/index.ts'
import { ConfigError } from '../../../src/node/config/problem.ts'
import { createContentGuard } from '../../../src/node/signer/content-guard.ts'
import { loadSignerConfig } from '../../../src/node/signer/load.ts'
import { type SignerService, startSigner } from '../../../src/node/signer/run.ts'
import { commitmentPayload, proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { type PayloadOptions, type Payloads, remark, usePayloads } from '../../chain/signing/payloads.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()
const clock = createSystemClock()
const services: SignerService[] = []
const logged: string[] = []
let payloads: Payloads
let account: string

const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
const log: Log = { debug: note, info: note, warn: note, error: note }

beforeAll(async () => {
  payloads = await usePayloads()
  account = (await createLocalSigner('//Bob')).account
})

afterAll(() => payloads.stop())

afterEach(async () => {
  logged.length = 0
  await Promise.all(services.splice(0).map((service) => service.close()))
})

interface Given {
  readonly policy?: string
  readonly more?: string
  readonly metadata?: string
  readonly calls?: string
}

const CALLS = '[System.remark_with_event, Utility.batch_all]'

async function start({ policy = '', more = '', metadata, calls = CALLS }: Given = {}): Promise<SignerService> {
  await folder.put('seed', '//Bob')
  await folder.put('metadata', metadata ?? (await payloads.metadata()))
  await folder.put(
    'signer.yaml',
    `account: { keyfile: ./seed }
socket: ./signer.sock
metadata: [./metadata]
policy:
  genesis: ["${payloads.genesisHash}"]
  calls: ${calls}
${policy}${more}`,
  )
  const service = await startSigner(await loadSignerConfig('signer.yaml', folder.path), log)
  services.push(service)
  return service
}

const client = () => connectRemoteSigner(`${folder.path}/signer.sock`, { deadline: 10_000, clock })

const ask = async (request: unknown) =>
  JSON.parse(await exchange(`${folder.path}/signer.sock`, JSON.stringify(request), { deadline: 10_000, clock }))

/** Asks for a signature, the payload changed by the test. */
async function signing(change: (payload: SentPayload) => SentPayload, options: Partial<PayloadOptions> = {}) {
  const payload = sentPayload(await payloads.payload(remark(1), { account, ...options }))
  return ask({ id: 1, method: 'sign', payload: change(payload) })
}

const sign = async (call: Parameters<Payloads['payload']>[0], options: Partial<PayloadOptions> = {}) =>
  ask({ id: 1, method: 'sign', payload: sentPayload(await payloads.payload(call, { account, ...options })) })

const batch = (...calls: unknown[]) => ({ pallet: 'Utility', name: 'batch_all', args: [calls] })

describe('the signer of a policy', () => {
  it('signs what is allowed, for a node that checks it', async () => {
    await start()
    const signer = await client()
    expect(signer.account).toBe(account)
    for (const bytes of [3, 300])
      expect(await signer.sign(await payloads.payload(remark(bytes), { account }))).toMatchObject({ type: 'sr25519' })
    expect(logged.join('\n')).toMatch(/^signed .*"calls":"System.remark_with_event","nonce":0,"tip":"0","period":16/)
  })

  it('lets nobody but its owner have the socket', async () => {
    await start()
    expect((await lstat(`${folder.path}/signer.sock`)).mode & 0o777).toBe(0o600)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'of a call that is not listed',
      () => sign({ pallet: 'System', name: 'remark', args: ['0x01'] }),
      'call-not-allowed',
    ],
    [
      'of such a call inside one that is listed',
      () => sign(batch(remark(1), { pallet: 'System', name: 'remark', args: ['0x01'] })),
      'call-not-allowed',
    ],
    [
      'of such a call inside two that are listed',
      () => sign(batch(remark(1), batch({ pallet: 'System', name: 'remark', args: ['0x01'] }))),
      'call-not-allowed',
    ],
    ['that lands for longer than allowed', () => sign(remark(1), { period: 128 }), 'era-too-long'],
    ['of another account', () => sign(remark(1), { account: `0x${'11'.repeat(32)}` }), 'other-account'],
    [
      'of an unknown version of the runtime',
      () => signing((payload) => ({ ...payload, specVersion: payload.specVersion + 1 })),
      'unknown-runtime',
    ],
    [
      'for another chain, whatever it is called',
      () => signing((payload) => ({ ...payload, raw: swapped(payload.raw, payloads.genesisHash, '11'.repeat(32)) })),
      'unknown-genesis',
    ],
    [
      'for another version of the runtime than it is called',
      () => signing((payload) => ({ ...payload, raw: swapped(payload.raw, specBytes(payload), 'ffffff7f') })),
      'malformed',
    ],
    ['with bytes left over', () => signing((payload) => ({ ...payload, raw: `${payload.raw}00` })), 'malformed'],
    ['with bytes missing', () => signing((payload) => ({ ...payload, raw: payload.raw.slice(0, -2) })), 'malformed'],
    ['of no bytes', () => signing((payload) => ({ ...payload, raw: '0x' })), 'malformed'],
    [
      'that never dies, whatever it is called',
      () => signing((payload) => ({ ...payload, raw: withExtra(payload, '000000') })),
      'immortal',
    ],
    [
      'with a tip, whatever it is called',
      () => signing((payload) => ({ ...payload, raw: withExtra(payload, '13000004') })),
      'tip-too-high',
    ],
  ])('refuses a payload %s', async (_, asked, reason) => {
    await start()
    expect(await asked()).toMatchObject({ id: 1, refused: reason, detail: expect.any(String) })
    expect(logged).toEqual([expect.stringContaining(`not signed {"refused":"${reason}"`)])
  })

  it('does not let the labels hide what the bytes say', async () => {
    await start()
    const honest = await payloads.payload(remark(1), { account })
    const forbidden = await payloads.payload({ pallet: 'System', name: 'remark', args: ['0x01'] }, { account })
    expect(await ask({ id: 1, method: 'sign', payload: sentPayload({ ...honest, raw: forbidden.raw }) })).toMatchObject(
      { refused: 'call-not-allowed' },
    )
  })

  it('allows calls within calls when all are listed, and all of a pallet by a star', async () => {
    await start({ calls: '["Utility.*", System.remark_with_event]' })
    expect(await sign(batch(remark(1), batch(remark(2))))).toMatchObject({ signature: expect.any(String) })
  })

  it('allows a tip up to the highest', async () => {
    await start({ policy: '  maxTip: 1\n' })
    // A mortal era of 16 blocks and nonce 0; the compact form of a small integer is four times its value.
    const tip = (compact: string) => signing((payload) => ({ ...payload, raw: withExtra(payload, `130000${compact}`) }))
    expect(await tip('04')).toHaveProperty('signature')
    expect(await tip('08')).toMatchObject({ refused: 'tip-too-high', detail: 'a tip of 2; at most 1' })
  })

  it('keeps nonces close together', async () => {
    await start({ policy: '  nonces: { back: 2, ahead: 3 }\n' })
    const outcome = async (nonce: number) => {
      const { refused = 'signed' } = await sign(remark(1), { nonce })
      return refused
    }
    expect(await outcome(10)).toBe('signed')
    expect(await outcome(14)).toBe('nonce-too-high')
    expect(await outcome(13)).toBe('signed')
    expect(await outcome(12)).toBe('signed')
    expect(await outcome(11)).toBe('nonce-too-low')
    // One that goes back does not lower the highest.
    expect(await outcome(16)).toBe('signed')
  })

  it('signs no nonce twice where none may go back, after a restart neither', async () => {
    const given = { policy: '  nonces: { back: 0 }\n', more: 'nonceFile: ./nonces.json\n' }
    const first = await start(given)
    expect(await sign(remark(1), { nonce: 4 })).toHaveProperty('signature')
    expect(await sign(remark(2), { nonce: 4 })).toMatchObject({ refused: 'nonce-too-low' })
    await first.close()
    services.pop()
    await start(given)
    expect(await sign(remark(2), { nonce: 4 })).toMatchObject({ refused: 'nonce-too-low' })
    expect(await sign(remark(2), { nonce: 5 })).toHaveProperty('signature')
    expect(JSON.parse(await readFile(`${folder.path}/nonces.json`, 'utf8'))).toEqual({ [payloads.genesisHash]: 5 })
  })

  it('counts its signatures', async () => {
    await start({ policy: '  perMinute: 2\n' })
    for (const nonce of [0, 1]) expect(await sign(remark(1), { nonce })).toHaveProperty('signature')
    expect(await sign(remark(1), { nonce: 2 })).toMatchObject({ refused: 'rate-limit' })
  })

  it('answers what it cannot understand', async () => {
    await start()
    for (const request of ['x', { id: 1 }, { id: 1, method: 'sign' }, { id: 1, method: 'export' }])
      expect(await ask(request)).toEqual({ id: null, refused: 'malformed', detail: 'not a request of this protocol' })
  })

  it('takes metadata as bytes, as hex and as the answer of an endpoint', async () => {
    const hex = await payloads.metadata()
    await start({ metadata: JSON.stringify({ jsonrpc: '2.0', id: 1, result: hex }) })
    await services.pop()!.close()
    await start()
    await services.pop()!.close()
    await folder.put('bytes', '')
    await writeFile(`${folder.path}/bytes`, Buffer.from(hex.slice(2), 'hex'))
    const config = (await readFile(`${folder.path}/signer.yaml`, 'utf8')).replace('./metadata]', './bytes]')
    await folder.put('signer.yaml', config)
    services.push(await startSigner(await loadSignerConfig('signer.yaml', folder.path), log))
    expect(await sign(remark(1))).toHaveProperty('signature')
  })

  it('takes the place of one that ended without tidying up, but not of one that lives', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({
      problems: [{ code: 'socket', field: 'socket', line: 2, message: 'another signer listens there' }],
    })
  })
})

describe('statements', () => {
  const ALL = '  statements: [commitment, checkpoint, replica-sync]\n'
  const root = (byte: string) => `0x${byte.repeat(32)}`
  const content = (byte = 'aa') => ({ mmrRoot: root(byte), startSeq: 0n, leafCount: 3n })
  const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
  const commitment = (bucketId = 7n) => hex(commitmentPayload(bucketId, content()))
  const checkpoint = (window: bigint, byte?: string) => hex(proposalPayload(7n, content(byte), window))
  /** Seven options, of which those at these places are there. */
  const sync = (...places: number[]) =>
    `0x${Array.from({ length: 7 }, (_, place) => (places.includes(place) ? `01${'bb'.repeat(32)}` : '00')).join('')}`
  const attest = (statement: string) => ask({ id: 1, method: 'attest', statement })

  it('are signed when the policy lists them, for a node that checks it', async () => {
    await start({ policy: ALL })
    const signer = await client()
    for (const statement of [commitment(), checkpoint(4n), sync(0), sync(6)])
      expect(await signer.attest(Buffer.from(statement.slice(2), 'hex'))).toMatchObject({ type: 'sr25519' })
    expect(logged.slice(0, 3)).toEqual([
      'signed {"statement":"commitment","bucketId":"7"}',
      expect.stringMatching(/^signed \{"statement":"checkpoint","bucketId":"7","window":"4"/),
      'signed {"statement":"replica-sync"}',
    ])
  })

  it.each([
    ['when none is listed', '', commitment(), 'statement-not-allowed'],
    ['of another kind than listed', '  statements: [checkpoint]\n', commitment(), 'statement-not-allowed'],
    ['about another bucket than listed', `${ALL}  buckets: [1, "2"]\n`, commitment(), 'bucket-not-allowed'],
    ['that could be an extrinsic', ALL, `0x${'01'.repeat(72)}`, 'no-statement'],
    ['of another version', ALL, commitment().replace('0x01', '0x02'), 'malformed'],
    ['that lacks a byte', ALL, commitment().slice(0, -2), 'malformed'],
    ['of no roots', ALL, sync(), 'malformed'],
    ['of two roots', ALL, sync(0, 1), 'malformed'],
    ['of as many bytes as a sync has', ALL, `0x${'01'.repeat(39)}`, 'malformed'],
    ['of no bytes', ALL, '0x', 'malformed'],
  ])('are refused %s', async (_, policy, statement, reason) => {
    await start({ policy })
    expect(await attest(statement)).toMatchObject({ id: 1, refused: reason, detail: expect.any(String) })
    expect(logged).toEqual([expect.stringContaining(`not signed {"refused":"${reason}"`)])
  })

  it('of the grid are signed where messages are listed: those to other twins, and those to relays', async () => {
    const address = { twinId: 7, session: 'farmerbot-3' }
    const routing = { uid: 'ab'.repeat(16), from: address, to: address, at: 1, ttl: 1 }
    const said = [statementOf(routing, '{}', root('11')), proofStatement(root('22'), address)]
    await start({ policy: '  statements: [grid-message]\n' })
    for (const statement of said) expect(await attest(hex(statement))).toHaveProperty('signature')
    expect(await attest(hex(said[0]!).slice(0, -2))).toMatchObject({ refused: 'malformed' })
    expect(await attest(commitment())).toMatchObject({ refused: 'statement-not-allowed' })
  })

  describe('that are records of a grid', () => {
    const genesis = () => payloads.genesisHash
    const usage = (cru = 1n, more = {}) =>
      statementBytes({
        genesis: genesis(),
        node: 3,
        period: 20_000,
        agreement: 5n,
        deployment: 9n,
        used: { ...UNUSED, cru },
        ...more,
      })
    const bill = (total = 1n, more = {}) =>
      receiptBytes({ genesis: genesis(), farm: 1, period: 20_000, root: root('33'), total, ...more })
    const receipt = (amount: bigint) =>
      userReceiptBytes({ genesis: genesis(), agreement: 5n, period: 20_000, root: root('33'), amount })
    const closing = (spent: bigint) => closingBytes({ genesis: genesis(), agreement: 5n, spent })
    const RECORDS = '  statements: [grid-usage, grid-bill, grid-receipt, grid-closing]\n'

    it('are signed though they are long, for a node that names their form', async () => {
      await start({ policy: RECORDS })
      const signer = await client()
      expect(await signer.attest(usage(), { form: USAGE_RECORD })).toMatchObject({ type: 'sr25519' })
      expect(await signer.attest(bill(), { form: RECEIPT_RECORD })).toMatchObject({ type: 'sr25519' })
      expect(await signer.attest(closing(3n))).toMatchObject({ type: 'sr25519' })
      await expect(signer.attest(usage())).rejects.toMatchObject({
        payload: { code: 'refused', reason: 'no-statement' },
      })
      await expect(signer.attest(usage(), { form: RECEIPT_RECORD })).rejects.toMatchObject({ code: 'refused' })
      expect(logged[0]).toMatch(/^signed \{"statement":"grid-usage",.*"node":"3","period":"20000","deployment":"5\/9"/)
    })

    it('never say two things of one period', async () => {
      await start({ policy: RECORDS })
      for (const record of [usage(), bill(), receipt(3n), closing(3n)])
        expect(await attest(hex(record))).toHaveProperty('signature')
      for (const record of [usage(2n), bill(2n), receipt(4n), closing(4n)])
        expect(await attest(hex(record))).toMatchObject({ refused: 'other-content' })
      for (const record of [usage(), usage(2n, { period: 20_001 }), bill(), bill(2n, { farm: 2 })])
        expect(await attest(hex(record))).toHaveProperty('signature')
    })

    it('are refused for a chain that is not signed for, unlisted, or of another length', async () => {
      await start({ policy: '  statements: [grid-usage]\n' })
      expect(await attest(hex(usage(1n, { genesis: root('11') })))).toMatchObject({ refused: 'unknown-genesis' })
      expect(await attest(hex(bill()))).toMatchObject({ refused: 'statement-not-allowed' })
      expect(await attest(`${hex(usage())}00`)).toMatchObject({ refused: 'no-statement' })
    })
  })

  it('are signed about the buckets that are listed', async () => {
    await start({ policy: `${ALL}  buckets: [1, "7"]\n` })
    expect(await attest(commitment(7n))).toHaveProperty('signature')
    expect(await attest(sync(2))).toHaveProperty('signature')
  })

  it('never give one window of a bucket two contents', async () => {
    await start({ policy: ALL })
    expect(await attest(checkpoint(4n, 'aa'))).toHaveProperty('signature')
    expect(await attest(checkpoint(4n, 'cc'))).toMatchObject({ refused: 'other-content' })
    expect(await attest(checkpoint(4n, 'aa'))).toHaveProperty('signature')
    expect(await attest(checkpoint(5n, 'cc'))).toHaveProperty('signature')
  })

  it('have a limit of their own, and take nothing from that of extrinsics', async () => {
    await start({ policy: `${ALL}  perMinute: 1\n  statementsPerMinute: 2\n` })
    for (const window of [1n, 2n]) expect(await attest(checkpoint(window))).toHaveProperty('signature')
    expect(await attest(checkpoint(3n))).toMatchObject({ refused: 'rate-limit' })
    expect(await sign(remark(1))).toHaveProperty('signature')
  })

  it('of an unknown kind in the policy are told with what there is', async () => {
    await expect(start({ policy: '  statements: [checkpoints]\n' })).rejects.toMatchObject({
      problems: [
        {
          field: 'policy.statements.0',
          expected:
            'one of commitment, checkpoint, replica-sync, grid-message, grid-usage, grid-bill, grid-receipt, grid-closing',
        },
      ],
    })
  })
})

describe('the guard of contents', () => {
  it('forgets the oldest of a kind first', () => {
    const guard = createContentGuard(2)
    for (const name of ['1', '2', '3']) guard.take('checkpoint', name, 'a')
    for (const name of ['1', '2', '3']) guard.take('grid-bill', name, 'b')
    guard.take('checkpoint', '1', 'b')
    expect(() => guard.take('checkpoint', '3', 'b')).toThrow('another content')
  })
})

describe('the config of a signer', () => {
  const refused = async (given: Given) => {
    const error: unknown = await start(given).catch((reason: unknown) => reason)
    if (error instanceof ConfigError) return error.problems
    throw error
  }

  it('tells a call that no runtime has', async () => {
    expect(await refused({ calls: '[System.remark_with_events]' })).toMatchObject([
      {
        code: 'unknown-call',
        field: 'policy.calls.0',
        line: 6,
        message: 'there is no such call; did you mean "System.remark_with_event"?',
      },
    ])
  })

  it('tells metadata that is none', async () => {
    expect(await refused({ metadata: 'mine' })).toMatchObject([{ code: 'metadata', field: 'metadata.0', line: 3 }])
  })

  it('tells what is wrong with the file, all at once', async () => {
    const problems = await refused({ policy: '  maxTip: -1\n  maxTips: 2\n', more: 'nonceFiles: x\n' })
    expect(problems.map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
      'unknown-key nonceFiles',
      'unknown-key policy.maxTips',
      'wrong-value policy.maxTip',
    ])
  })
})

/** The hex with one part in place of another. */
function swapped(raw: string, part: string, other: string): string {
  const found = part.replace(/^0x/, '')
  expect(raw).toContain(found)
  return raw.replace(found, other)
}

function specBytes({ specVersion }: SentPayload): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(specVersion)
  return bytes.toString('hex')
}

/** The payload with other bytes for era, nonce and tip, which stand after the call and before the versions. */
function withExtra({ raw, call }: SentPayload, extra: string): string {
  const additional = raw.slice(-2 * (4 + 4 + 32 + 32))
  return `${call.bytes}${extra}${additional}`
}
