import { describe, expect, it } from 'vitest'
import { type ConfigRequest, type LoadedConfig, loadConfig } from '../../src/node/config/load.ts'
import { ConfigError, type ConfigProblem, renderProblem } from '../../src/node/config/problem.ts'
import type { Environment } from '../../src/node/config/settings.ts'
import { useFolder } from '../folder.ts'

const PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'

const folder = useFolder()

const load = async (text: string, flags: ConfigRequest['flags'] = {}, env: Environment = {}): Promise<LoadedConfig> => {
  await folder.put('reeve.yaml', text)
  return loadConfig({ file: 'reeve.yaml', flags }, { env, cwd: folder.path })
}

const problemsOf = async (...given: Parameters<typeof load>): Promise<readonly ConfigProblem[]> => {
  try {
    return (await load(...given)).problems
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('a right config', () => {
  it('has defaults for what it leaves out', async () => {
    const { config, problems } = await load('log: {}\n')
    expect(problems).toEqual([])
    expect(config).toEqual({
      chain: { endpoints: ['ws://127.0.0.1:2222'], witnesses: [] },
      data: 'reeve-data',
      log: { level: 'info', format: 'text' },
      actors: {},
    })
  })

  it('holds without a file, and when the file is empty', async () => {
    const without = await loadConfig({}, { env: {}, cwd: folder.path })
    const empty = await load('')
    expect(without.config).toEqual(empty.config)
    expect(without.problems).toEqual([])
  })
})

describe('a value that is wrong', () => {
  it.each([
    [
      'an unknown key',
      'chian:\n  endpoints: []\n',
      {
        code: 'unknown-key',
        line: 1,
        column: 1,
        field: 'chian',
        value: 'chian',
        message: 'there is no such key; did you mean "chain"?',
      },
    ],
    [
      'an unknown key of an actor',
      'actors:\n  agreement: { enable: false }\n',
      {
        code: 'unknown-key',
        line: 2,
        column: 16,
        field: 'actors.agreement.enable',
        message: 'there is no such key; did you mean "enabled"?',
        expected: 'one of enabled, use, handlers, extensions, config',
      },
    ],
    [
      'a wrong type',
      'actors: { agreement: { enabled: perhaps } }\n',
      {
        code: 'wrong-value',
        line: 1,
        column: 33,
        field: 'actors.agreement.enabled',
        value: '"perhaps"',
        expected: 'a value of type boolean',
      },
    ],
    [
      'no endpoint at all',
      'chain:\n  endpoints: []\n',
      {
        code: 'wrong-value',
        line: 2,
        column: 14,
        field: 'chain.endpoints',
        expected: 'at least one ws:// or wss:// address',
      },
    ],
    ['a key without its value', 'chain:\n', { code: 'wrong-value', line: 1, column: 1, field: 'chain', value: 'null' }],
    [
      'a list for the whole',
      '- 1\n',
      { code: 'wrong-value', field: '', value: '[1]', expected: 'a value of type object' },
    ],
    ['text that is not YAML', 'chain:\n\tendpoints: []\n', { code: 'not-yaml', line: 2, column: 1 }],
    ['a key given twice', 'log: {}\nlog: {}\n', { code: 'not-yaml', line: 2, column: 1 }],
    [
      'an alias of nothing',
      'log: *nowhere\n',
      { code: 'not-yaml', line: 1, column: 6, message: 'is not YAML: nothing is named &nowhere' },
    ],
    [
      'aliases that multiply',
      'a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n',
      { code: 'not-yaml', message: 'is not YAML: its aliases multiply without end' },
    ],
  ])('is told with its place: %s', async (_, text, expected) => {
    expect(await problemsOf(text)).toEqual([expect.objectContaining({ file: 'reeve.yaml', ...expected })])
  })

  it('is told with all the others, from top to bottom', async () => {
    const problems = await problemsOf(
      'log: { level: loud }\nchain: { endpoints: [ftp://x], port: 1 }\nactors: { a: 3 }\n',
    )
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'actors.a',
      'chain.endpoints.0',
      'chain.port',
      'log.level',
    ])
    const { message } = new ConfigError(problems)
    const lines = [...message.matchAll(/^reeve\.yaml:(\d+)/gm)].map(([, line]) => Number(line))
    expect(lines).toEqual([1, 2, 2, 3])
  })

  it('leaves what is right in force, for it to be checked further', async () => {
    const { config } = await load(
      'log: { level: loud, format: json }\nactors: { a: 3, agreement: { use: ./x.ts, enabled: 7 } }\n',
    )
    expect(config.log).toEqual({ level: 'info', format: 'json' })
    expect(config.actors).toEqual({
      agreement: { enabled: true, use: './x.ts', handlers: {}, extensions: {}, config: {} },
    })
  })

  it('is a missing file when there is none', async () => {
    const loading = loadConfig({ file: 'elsewhere.yaml' }, { env: {}, cwd: folder.path })
    await expect(loading).rejects.toMatchObject({ problems: [{ code: 'no-file', message: 'there is no such file' }] })
  })
})

describe('a problem on paper', () => {
  it('shows the line and a caret under the place', async () => {
    const problems = await problemsOf('chain:\n  endpoint: ws://127.0.0.1:1\n')
    expect(renderProblem(problems.find(({ code }) => code === 'unknown-key')!)).toBe(
      [
        'reeve.yaml:2:3  chain.endpoint: there is no such key; did you mean "endpoints"?  [unknown-key]',
        '  found:    endpoint',
        '  expected: one of endpoints, lightClient, genesis, witnesses, archive',
        '  2 |   endpoint: ws://127.0.0.1:1',
        '    |   ^',
      ].join('\n'),
    )
  })

  it('keeps the caret under its character in a long line and behind a tab', () => {
    const base = { code: 'missing', file: 'f', line: 1, field: '', message: 'm' } as const
    const caretOf = (source: string, column: number) => {
      const [, line = '', caret = ''] = renderProblem({ ...base, source, column }).split('\n')
      return line[caret.indexOf('^')]
    }
    expect(caretOf(`${' '.repeat(400)}X${'y'.repeat(400)}`, 401)).toBe('X')
    expect(caretOf('\t\tX', 3)).toBe('X')
    expect(renderProblem({ ...base, source: '\tX', column: 2 })).toContain('| \t^')
  })
})

describe('a secret', () => {
  it.each([
    ['a phrase for a uri', `account: { uri: ${PHRASE} }\n`],
    ['a misspelt key', `account:\n  ury: ${PHRASE}\n`],
    ['a short one under a misspelt key', 'account:\n  ury: bottom drive\n'],
    ['a value where a map belongs', 'account: bottom drive\n'],
    ['a value over several lines', `account:\n  uri: |\n    bottom drive\n    obey\nlog: 3\n`],
    ['a misspelt section', `acount: { uri: ${PHRASE} }\n`],
    ['a phrase where a level belongs', `log: { level: ${PHRASE} }\n`],
    ['a list', `account: [bottom, drive]\n`],
    ['an unfinished quotation', `account: { uri: "bottom drive obey }\nlog: {}\n`],
    ['a map by mistake', 'account:\n  uri: bottom: drive: obey\n'],
    ['a map without a name', 'account: { uri: { a: bottom, b: drive } }\n'],
    ['a tab before it', 'account:\n\turi: bottom drive\n'],
    ['a second one', `account: { uri: ${PHRASE}, uri: bottom }\n`],
  ])('is not shown: %s', async (_, text) => {
    const problems = await problemsOf(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(new ConfigError(problems).message).not.toMatch(/bottom|drive|obey/)
  })

  it('is not shown when it came by a variable', async () => {
    const problems = await problemsOf('', {}, { REEVE_URI: PHRASE })
    expect(problems).toMatchObject([{ file: 'REEVE_URI', field: 'account.uri', value: '(not shown)' }])
    expect(new ConfigError(problems).message).not.toContain('bottom')
  })

  it('may be seen when everybody knows it', async () => {
    const [problem] = await problemsOf('account: { uri: //Alice, keyfil: x }\n')
    expect(renderProblem(problem!)).toContain('//Alice')
  })
})

describe('a value from several places', () => {
  const FILE = 'log: { level: warn }\nchain: { endpoints: [ws://file] }\n'

  it('comes from the flag, else the variable, else the file, else the default', async () => {
    const env = { REEVE_LOG_LEVEL: 'error', REEVE_CHAIN: 'ws://one, ws://two' }
    const levels = [
      await load(FILE, { level: 'debug' }, env),
      await load(FILE, {}, env),
      await load(FILE),
      await load(''),
    ].map(({ config }) => config.log.level)
    expect(levels).toEqual(['debug', 'error', 'warn', 'info'])
    expect((await load(FILE, {}, env)).config.chain.endpoints).toEqual(['ws://one', 'ws://two'])
    expect((await load(FILE, { chain: ['ws://flag'] }, env)).config.chain.endpoints).toEqual(['ws://flag'])
  })

  it('takes the whole account from one place', async () => {
    const { config } = await load('account: { uri: //Bob }\n', { keyfile: 'seed' }, { REEVE_URI: '//Eve' })
    expect(config.account).toEqual({ keyfile: `${folder.path}/seed` })
  })

  it('names the flag or the variable when it is wrong, and the file for the rest', async () => {
    const problems = await problemsOf('chain: 7\n', { chain: ['http://x'] }, { REEVE_LOG_LEVEL: 'loud' })
    expect(problems.map(({ file, field }) => `${file} ${field}`).sort()).toEqual([
      '--chain chain.endpoints.0',
      'REEVE_LOG_LEVEL log.level',
    ])
  })

  it('refuses two variables that say two things, unless a flag decides', async () => {
    const env = { REEVE_URI: '//Eve', REEVE_KEYFILE: 'seed' }
    expect(await problemsOf('', {}, env)).toMatchObject([{ code: 'conflict', field: 'account' }])
    expect(await problemsOf('', { uri: '//Bob' }, env)).toEqual([])
  })

  it('takes an empty variable for none', async () => {
    expect((await load(FILE, {}, { REEVE_LOG_LEVEL: '' })).config.log.level).toBe('warn')
  })

  it('warns of variables that mean nothing', async () => {
    const { warnings } = await load(
      '',
      {},
      { REEVE_LOGLEVEL: 'x', REEVE_CHAIN: 'ws://a', HOME: '/', REEVE_ZZZZZZZZZ: '1' },
    )
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('REEVE_LOGLEVEL means nothing here; did you mean REEVE_LOG_LEVEL?')
    expect(warnings[1]).toContain('known are REEVE_CONFIG, REEVE_CHAIN')
  })
})
