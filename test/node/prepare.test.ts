import { chmod } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type ConfigRequest, loadConfig } from '../../src/node/config/load.ts'
import { ConfigError, type ConfigProblem } from '../../src/node/config/problem.ts'
import { prepareNode } from '../../src/node/prepare.ts'
import { explanationOf, wiringOf } from '../../src/node/wiring.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

const load = async (text: string, flags: ConfigRequest['flags'] = {}, env = {}) => {
  await folder.put('reeve.yaml', text)
  return loadConfig({ file: 'reeve.yaml', flags }, { env, cwd: folder.path })
}

const refused = async (text: string): Promise<readonly ConfigProblem[]> => {
  const error: unknown = await prepareNode(await load(text)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ConfigError) return error.problems
  throw error ?? new Error('the config was accepted')
}

describe('preparing a node', () => {
  it('tells what is wrong with the file, its names, its files, its key and its units at once', async () => {
    await folder.put('policy.js', 'export default () => 1\n')
    const problems = await refused(`log: { level: loud }
account: { keyfile: ./nowhere }
actors:
  agrement: { enabled: false }
  agreement:
    handlers: { agreement.decides: ./policy.js, agreement.answer: ./nope.ts }
    config: { backoff: { min: soon, max: 5 } }
  transactions: { config: { eraPeriod: 2, eraPeriods: 3 } }
  placement: { use: nodes }
`)
    expect(problems.map(({ code, field, line }) => `${line} ${code} ${field}`)).toEqual([
      '1 wrong-value log.level',
      '2 keyfile account.keyfile',
      '4 unknown-actor actors.agrement',
      '6 unknown-handler actors.agreement.handlers.agreement.decides',
      '6 override-missing actors.agreement.handlers.agreement.answer',
      '7 wrong-value actors.agreement.config.backoff.min',
      '8 wrong-value actors.transactions.config.eraPeriod',
      '8 unknown-key actors.transactions.config.eraPeriods',
      '9 unknown-implementation actors.placement.use',
    ])
    expect(problems.find(({ code }) => code === 'unknown-key')?.message).toContain('did you mean "eraPeriod"?')
  })

  it("checks the config of an actor of the user's own by its own schema, once", async () => {
    await folder.put('mine.js', ownActor('{ folder: string }'))
    const problems = await refused('actors:\n  mine: { use: ./mine.js, config: { foldr: /x } }\n')
    expect(problems.map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
      'missing actors.mine.config.folder',
      'unknown-key actors.mine.config.foldr',
    ])
  })

  it('tells of actors that do not go together', async () => {
    await folder.put('rival.ts', rival)
    const problems = await refused('account: { uri: //Alice }\nactors:\n  rival: { use: ./rival.ts }\n')
    expect(problems).toMatchObject([
      {
        field: 'actors.rival',
        line: 3,
        message: 'transactions.Submit is owned by transactions; rival cannot own it too',
      },
    ])
  })

  it('checks actors that only a node with a key has, on one without', async () => {
    const problems = await refused('actors:\n  transactions: { config: { eraPeriod: 2 } }\n')
    expect(problems).toMatchObject([{ field: 'actors.transactions.config.eraPeriod', line: 2 }])
  })

  it.each([
    ['may be read by others', '//Alice', 0o644, 'may be read by others (mode 644)'],
    ['may be read by its group', '//Alice', 0o640, 'may be read by others (mode 640)'],
    ['is empty', '\n', 0o600, 'is empty'],
    ['holds something else', 'not a phrase', 0o600, 'does not hold a secret that can be used'],
    [
      'holds a phrase that is none',
      Array.from({ length: 12 }, () => 'bottom').join(' '),
      0o600,
      'does not hold a secret that can be used',
    ],
  ])('refuses a key file that %s', async (_, text, mode, message) => {
    await chmod(await folder.put('seed', text), mode)
    const problems = await refused('account:\n  keyfile: ./seed\n')
    expect(problems).toMatchObject([{ code: 'keyfile', line: 2, column: 12, message }])
  })

  it('takes a key file that is its owner’s alone, even read-only', async () => {
    await chmod(await folder.put('seed', '//Bob\n'), 0o400)
    const { signer } = await prepareNode(await load('account: { keyfile: ./seed }\n'))
    expect(signer?.account).toMatch(/^0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48$/)
  })

  it('gives away no secret that was put in place of the file name', async () => {
    const seed = `0x${'ab'.repeat(32)}`
    expect(new ConfigError(await refused(`account: { keyfile: "${seed}" }\n`)).message).not.toContain('abab')
  })
})

describe('explaining a config', () => {
  it('prints each value with its origin', async () => {
    const text = 'log: { level: warn }\nactors:\n  transactions: { config: { eraPeriod: 16 } }\n'
    const loaded = await load(text, { uri: '//Alice' }, { REEVE_CHAIN: 'ws://a' })
    const rows = (await explanationOf(loaded))
      .trim()
      .split('\n')
      .map((row) => row.split(/\s{2,}/))
    expect(rows).toEqual(
      expect.arrayContaining([
        ['chain.endpoints.0', '"ws://a"', 'REEVE_CHAIN'],
        ['account.uri', '"//Alice"', '--uri'],
        ['log.level', '"warn"', 'reeve.yaml:1'],
        ['log.format', '"text"', 'default'],
        ['actors.transactions.config.eraPeriod', '16', 'reeve.yaml:3'],
        ['actors.transactions.config.retryAfter', expect.any(String), 'default of transactions'],
      ]),
    )
  })

  it('leaves secrets out', async () => {
    const explanation = await explanationOf(await load('account: { uri: //Alice//hidden }\n'))
    expect(explanation).not.toContain('hidden')
    expect(explanation).toMatch(/account\.uri +\(not shown\) +reeve\.yaml:1/)
  })

  it('says that a node without an account only reads', async () => {
    expect(await explanationOf(await load(''))).toMatch(/account +none +default: the node follows and reads only/)
  })
})

describe('the wiring of a node', () => {
  it("shows actors of the user's own and where handlers come from", async () => {
    await folder.put('mine.js', ownActor('{}'))
    await folder.put('policy.js', 'export default () => 1\n')
    const wiring = await wiringOf(
      await load(
        'actors:\n  mine: { use: ./mine.js }\n  agreement: { handlers: { agreement.decide: ./policy.js } }\n',
        {
          uri: '//Alice',
        },
      ),
    )
    expect(wiring).toContain('mine  (observe)')
    expect(wiring).toContain('agreement.decide  override from ./policy.js')
    expect(wiring).toContain('agreement.answer  base')
    expect(wiring).toContain('asks     transactions.Submit')
  })

  it('leaves out what is switched off', async () => {
    const wiring = await wiringOf(await load('actors: { agreement: { enabled: false } }\n', { uri: '//Alice' }))
    expect(wiring).not.toContain('agreement  (')
    expect(wiring).toContain('transactions  (')
  })
})

const rival = `import { defineUnit, SubmitTransaction } from '${new URL('../../src/index.ts', import.meta.url).pathname}'
export default defineUnit({
  name: 'rival', owns: [SubmitTransaction], category: 'submit', handlers: { 'transactions.Submit': async () => null },
})
`

/** A unit in a file that imports nothing of ours: it is known by its shape. */
function ownActor(shape: string): string {
  const fields = shape.replace(/string/g, 'z.string()')
  return `import { z } from '${import.meta.resolve('zod')}'
export default {
  name: 'mine', machine: undefined, consumes: [], emits: [], asks: [], owns: [], category: 'observe', restart: {},
  mailbox: {}, shutdown: '5s', duties: {}, config: z.strictObject(${fields}), handlers: {}, adopt: undefined,
}
`
}
