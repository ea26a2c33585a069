import { describe, expect, it } from 'vitest'
import type { Doers } from '../../src/node/cli/doers.ts'
import { createProgram } from '../../src/node/cli/program.ts'
import { loadConfig } from '../../src/node/config/load.ts'
import { ConfigError } from '../../src/node/config/problem.ts'
import { checkFarm } from '../../src/node/grid/check.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

interface Options {
  readonly env?: Record<string, string>
  readonly doers?: Partial<Doers>
}

/** A command line in which nothing runs: the doers note what they were asked for. */
async function reeve(args: readonly string[], { env = {}, doers = {} }: Options = {}) {
  const asked: unknown[][] = []
  let stdout = ''
  let stderr = ''
  const surroundings = { env, cwd: folder.path }
  const note =
    (name: string) =>
    async (...given: unknown[]) => {
      asked.push([name, ...given])
      return 0 as const
    }
  const program = createProgram(
    {
      loadConfig(request) {
        asked.push(['loadConfig', request])
        return loadConfig(request, surroundings)
      },
      runNode: (loaded, { reload: _, ...options }) => note('runNode')(loaded.config, options),
      runDev: (loaded, options) => note('runDev')(loaded.config, options),
      runDevnet: async (options) => void (await note('runDevnet')(options)),
      runSigner: note('runSigner'),
      runRelay: note('runRelay'),
      checkFarm,
      runGridNode: note('runGridNode'),
      wiring: async () => 'the wiring\n',
      replay: async (_, file) => ({ text: `replayed ${file}\n`, exitCode: 0 }),
      reasonAgainstReading: async (file) => (file === 'bad' ? 'line 1 of the trace is bad' : undefined),
      picture: async (file, options) => {
        if (options.actors?.includes('nobody')) throw new Error('nothing of "nobody" is in the trace')
        return `picture of ${file} ${JSON.stringify(options)}\n`
      },
      write: async (file, text) => void (await note('write')(file, text)),
      explain: async () => 'the explanation\n',
      duties: async () => ({ at: 0, finalized: 7, duties: [], left: [] }),
      renderDuties: async ({ finalized }) => `duties at ${finalized}\n`,
      reasonAgainst: async () => undefined,
      ...doers,
    },
    {
      ...surroundings,
      out: (text) => {
        stdout += text
      },
      err: (text) => {
        stderr += text
      },
    },
  )
  const code = await program.run(['node', 'reeve', ...args])
  return { code, stdout, stderr, asked, request: asked.find(([name]) => name === 'loadConfig')?.[1] }
}

describe('reeve duties', () => {
  it('shows how they stand, for people and for machines', async () => {
    expect(await reeve(['duties', '--data', 'there'])).toMatchObject({ code: 0, stdout: 'duties at 7\n' })
    const { stdout, request } = await reeve(['duties', '--data', 'there', '--json'])
    expect(JSON.parse(stdout)).toEqual({ at: 0, finalized: 7, duties: [], left: [] })
    expect(request).toEqual({ flags: { data: 'there' } })
  })

  it('fails with the reason when they cannot be told', async () => {
    const doers = { duties: async () => ({ reason: 'no node has run here' }) }
    expect(await reeve(['duties'], { doers })).toMatchObject({ code: 1, stdout: '', stderr: 'no node has run here\n' })
  })
})

describe('reeve run', () => {
  it('hands its flags over the config', async () => {
    const flags = ['--chain', 'ws://a', '--chain', 'ws://b', '--uri', '//Alice', '-l', 'debug', '--json']
    const { code, asked } = await reeve(['run', ...flags])
    expect(code).toBe(0)
    expect(asked.at(-1)).toEqual([
      'runNode',
      {
        chain: { endpoints: ['ws://a', 'ws://b'], witnesses: [] },
        account: { uri: '//Alice' },
        data: 'reeve-data',
        log: { level: 'debug', format: 'json' },
        actors: {},
      },
      {},
    ])
  })

  it.each([
    [['run', '--inspect'], 8080],
    [['run', '--inspect', '0'], 0],
    [['inspect'], 8080],
    [['inspect', '--port', '9000'], 9000],
  ])('shows the node at work when asked to: %j', async (args, port) => {
    expect((await reeve([...args, '-l', 'debug'])).asked.at(-1)).toEqual([
      'runNode',
      expect.objectContaining({ log: { level: 'debug', format: 'text' } }),
      { inspect: port },
    ])
  })

  it('looks for its config by flag, then by variable, then by name', async () => {
    const env = { REEVE_CONFIG: 'variable.yaml' }
    await folder.put('flag.yaml', '')
    await folder.put('variable.yaml', '')
    expect((await reeve(['run'])).request).toEqual({ flags: {} })
    await folder.put('reeve.yaml', '')
    expect((await reeve(['run'])).request).toMatchObject({ file: 'reeve.yaml' })
    expect((await reeve(['run'], { env })).request).toMatchObject({ file: 'variable.yaml' })
    expect((await reeve(['run', '-c', 'flag.yaml'], { env })).request).toMatchObject({ file: 'flag.yaml' })
  })

  it.each([0, 1, 75] as const)('ends with the code %i of the node', async (code) => {
    expect((await reeve(['run'], { doers: { runNode: async () => code } })).code).toBe(code)
  })

  it('refuses two accounts', async () => {
    const { code, stderr, asked } = await reeve(['run', '--uri', '//Alice', '--keyfile', 'seed'])
    expect(code).toBe(1)
    expect(stderr).toContain("option '--keyfile <file>' cannot be used with option '--uri <uri>'")
    expect(asked).toEqual([])
  })
})

describe('reeve dev', () => {
  it('has defaults', async () => {
    const { asked } = await reeve(['dev'])
    expect(asked.at(-1)?.[2]).toEqual({ blockTime: 2000, port: 2222 })
  })

  it('takes its options', async () => {
    const flags = ['--blocks', '5', '--block-time', '100', '--seed', '7', '--port', '0', '--summary', '-', '--json']
    const { asked } = await reeve(['dev', ...flags])
    expect(asked.at(-1)?.[2]).toEqual({ blocks: 5, blockTime: 100, seed: 7, port: 0, summary: '-' })
    expect(asked.at(-1)?.[1]).toMatchObject({ log: { format: 'json' } })
    expect((await reeve(['dev', '--inspect', '9000'])).asked.at(-1)?.[2]).toMatchObject({ inspect: 9000 })
  })

  it('says before the run that a summary could not be written', async () => {
    const doers = { reasonAgainst: async () => 'no such folder' }
    const { code, stderr, asked } = await reeve(['dev', '--summary', '/nowhere/x.json'], { doers })
    expect(code).toBe(1)
    expect(stderr).toContain('--summary /nowhere/x.json cannot be written: no such folder')
    expect(asked.map(([name]) => name)).toEqual(['loadConfig'])
  })
})

describe('reeve devnet', () => {
  it('binds loopback', async () => {
    const { asked } = await reeve(['devnet', '--finality-lag', '3'])
    const chain = { port: 2222, host: '127.0.0.1', blockTime: 2000, finalityLag: 3 }
    expect(asked).toEqual([['runDevnet', { ...chain, preset: 'storage', challenges: 'list', nodes: 0 }]])
  })

  it('keeps challenges as it is told, where there are any', async () => {
    const { asked } = await reeve(['devnet', '--challenges', 'map'])
    expect(asked).toMatchObject([['runDevnet', { preset: 'storage', challenges: 'map' }]])
    const refused = await reeve(['devnet', '--challenges', 'map', '--preset', 'grid'])
    expect(refused).toMatchObject({ code: 1, asked: [] })
    expect(refused.stderr).toContain('--challenges map needs storage to have them')
    expect((await reeve(['devnet', '--challenges', 'set'])).stderr).toContain('Allowed choices are list, map')
  })

  it('keeps as many blocks as told', async () => {
    const { asked } = await reeve(['devnet', '--keep-blocks', '1000'])
    expect(asked).toMatchObject([['runDevnet', { keepBlocks: 1000 }]])
    expect((await reeve(['devnet', '--keep-blocks', '0'])).stderr).toContain('is not an integer between 1')
  })

  it('has nodes where there is a grid', async () => {
    const { asked } = await reeve(['devnet', '--preset', 'grid', '--nodes', '30'])
    expect(asked).toMatchObject([['runDevnet', { preset: 'grid', nodes: 30 }]])
    const refused = await reeve(['devnet', '--nodes', '30'])
    expect(refused).toMatchObject({ code: 1, asked: [] })
    expect(refused.stderr).toContain('--nodes 30 needs a grid to have them; add --preset grid or --preset all')
    expect((await reeve(['devnet', '--preset', 'gird'])).stderr).toContain('Allowed choices are storage, grid, all')
  })

  it('refuses an address that others can reach, unless it is meant', async () => {
    const refused = await reeve(['devnet', '--host', '0.0.0.0'])
    expect(refused).toMatchObject({ code: 1, asked: [] })
    expect(refused.stderr).toContain('add --unsafe-external if you mean it')
    const meant = await reeve(['devnet', '--host', '0.0.0.0', '--unsafe-external'])
    expect(meant.asked).toMatchObject([['runDevnet', { host: '0.0.0.0' }]])
  })

  it.each(['127.0.0.1.example.org', 'localhost.example.org', '127.0.0.1\n', 'localhosts', ''])(
    'is not fooled by %j',
    async (host) => {
      expect((await reeve(['devnet', '--host', host])).code).toBe(1)
    },
  )
})

describe('reeve grid check', () => {
  it("takes a farmerbot's file as it is", async () => {
    const file = await folder.put(
      'farm.yaml',
      'farm_id: 3\nincluded_nodes: [1, 2]\npower:\n  periodic_wake_up_start: 08:30AM\n',
    )
    expect(await reeve(['grid', 'check', file])).toMatchObject({ code: 0, stdout: `${file}: good\n`, stderr: '' })
  })

  it('says everything that is wrong with it: field, value and the way out', async () => {
    await folder.put(
      'farm.yaml',
      'farm_id: 0\nincluded_nodes: [1, 2]\nexcluded_nodes: [2]\npower:\n  overprovision: 3\n',
    )
    const error = await reeve(['grid', 'check', 'farm.yaml']).catch((thrown: Error) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    const { message } = error as Error
    expect(message).toContain('farm.yaml:1:10  farm_id: has the wrong value')
    expect(message).toContain('a number from 1')
    expect(message).toContain('did you mean "overprovision_cpu"?')
  })

  it('wants a file that there is', async () => {
    await expect(reeve(['grid', 'check', 'farm.yaml'])).rejects.toThrow('there is no such file')
    expect((await reeve(['grid', 'check'])).stderr).toContain("missing required argument 'file'")
  })
})

describe('reeve grid-relay', () => {
  it('carries messages for the twins of a chain', async () => {
    const args = ['--chain', 'ws://a:1', '--chain', 'ws://b:2', '--listen', '[::1]:7', '--json']
    expect((await reeve(['grid-relay', ...args])).asked).toEqual([
      ['runRelay', { chain: ['ws://a:1', 'ws://b:2'], host: '::1', port: 7 }, { level: 'info', format: 'json' }],
    ])
  })

  it.each([
    [['--chain', 'http://a'], '"http://a" is not a ws:// or wss:// address'],
    [['--chain', 'ws://a:1', '--listen', 'here'], '"here" is not an address and a port'],
    [[], "required option '--chain <url>' not specified"],
  ])('says what is wrong with %j', async (args, reason) => {
    const { code, stderr, asked } = await reeve(['grid-relay', ...args])
    expect([code, asked]).toEqual([1, []])
    expect(stderr).toContain(reason)
  })
})

describe('reeve grid-node', () => {
  const NEEDED = ['--chain', 'ws://a:1', '--relay', 'ws://r:2', '--key-file', 'node.key']

  it('runs a node that is there already', async () => {
    expect((await reeve(['grid-node', ...NEEDED, '--data', 'there', '--wake-port', '9000'])).asked).toEqual([
      [
        'runGridNode',
        {
          chain: ['ws://a:1'],
          relay: 'ws://r:2',
          key: { keyfile: 'node.key', type: 'ed25519' },
          data: 'there',
          wakePort: 9_000,
          config: {},
        },
        { level: 'info', format: 'text' },
      ],
    ])
  })

  it.each([
    [['--key-file', 'a', '--key-type', 'sr25519'], { keyfile: 'a', type: 'sr25519' }],
    [['--keystore', 'a', '--passphrase-file', 'b'], { keystore: 'a', passphraseFile: 'b' }],
    [['--signer', 'node.sock'], { remote: 'node.sock' }],
  ])('takes its key from one place: %j', async (args, key) => {
    const { asked } = await reeve(['grid-node', ...NEEDED.slice(0, 4), ...args])
    expect(asked[0]?.[1]).toMatchObject({ key })
  })

  it('runs one that joins a farm with what it has', async () => {
    const { asked } = await reeve([
      'grid-node',
      ...NEEDED,
      '--farm',
      '3',
      '--capacity',
      '8,16,512,1024',
      '--auditor',
      '9',
      '--overprovision',
      '3',
    ])
    expect(asked[0]?.[1]).toMatchObject({
      config: {
        register: { farmId: 3, resources: { cru: 8, mru: 16 * 2 ** 30, sru: 512 * 2 ** 30, hru: 2 ** 40 } },
        auditors: [9],
        overprovision: 3,
      },
    })
  })

  it.each([
    [['--relay', 'here'], '"here" is not a ws:// or wss:// address'],
    [[...NEEDED, '--farm', '3'], '--farm 3 needs to be told what the node has; add --capacity 8,16,512,1024'],
    [[...NEEDED, '--farm', '3', '--capacity', '8,16'], '"8,16" is not four whole numbers'],
    [[...NEEDED, '--overprovision', '5'], '"5" is not'],
    [NEEDED.slice(0, 4), 'the key of the node is needed from one place: --key-file FILE'],
    [[...NEEDED, '--signer', 'node.sock'], 'the key of the node is needed from one place'],
    [[...NEEDED.slice(0, 4), '--keystore', 'a'], 'the key of the node is needed from one place'],
  ])('says what is wrong with %j', async (args, reason) => {
    const { code, stderr, asked } = await reeve(['grid-node', ...args])
    expect([code, asked]).toEqual([1, []])
    expect(stderr).toContain(reason)
  })
})

describe('reeve signer', () => {
  it('runs the signer of a config', async () => {
    expect((await reeve(['signer', '--config', 'signer.yaml'])).asked).toEqual([
      ['runSigner', 'signer.yaml', folder.path],
    ])
  })

  it('wants to be told which', async () => {
    const { code, stderr, asked } = await reeve(['signer'])
    expect(code).toBe(1)
    expect(stderr).toContain("required option '-c, --config <file>' not specified")
    expect(asked).toEqual([])
  })
})

describe('reeve check-config', () => {
  it('says that all is good, and explains when asked to', async () => {
    await folder.put('reeve.yaml', '')
    expect(await reeve(['check-config'])).toMatchObject({ code: 0, stdout: 'reeve.yaml: good\n', stderr: '' })
    expect(await reeve(['check-config', '--explain'])).toMatchObject({ code: 0, stdout: 'the explanation\n' })
  })

  it('warns of variables that mean nothing, beside what it was asked for', async () => {
    const { stdout, stderr } = await reeve(['check-config'], { env: { REEVE_CHIAN: 'x' } })
    expect(stdout).toBe('(no config file): good\n')
    expect(stderr).toBe('warning: the variable REEVE_CHIAN means nothing here; did you mean REEVE_CHAIN?\n')
  })
})

describe('reeve actors', () => {
  it('prints the wiring', async () => {
    expect(await reeve(['actors'])).toMatchObject({ code: 0, stdout: 'the wiring\n' })
  })
})

describe('reeve replay', () => {
  it('prints what came of it', async () => {
    expect(await reeve(['replay', 'run.jsonl'])).toMatchObject({ code: 0, stdout: 'replayed run.jsonl\n' })
  })

  it('says what is wrong with the file', async () => {
    expect((await reeve(['replay', 'bad'])).stderr).toContain('bad cannot be read: line 1 of the trace is bad')
  })
})

describe('reeve trace', () => {
  it('draws a sequence unless told otherwise', async () => {
    expect(await reeve(['trace', 'run.jsonl'])).toMatchObject({
      code: 0,
      stdout: 'picture of run.jsonl {"as":"sequence"}\n',
    })
    const flags = ['--as', 'timing', '--actor', 'a', '--actor', 'b', '--last', '9']
    expect((await reeve(['trace', 'run.jsonl', ...flags])).stdout).toBe(
      'picture of run.jsonl {"as":"timing","actors":["a","b"],"last":9}\n',
    )
  })

  it('writes into a file when one is named', async () => {
    const { stdout, asked } = await reeve(['trace', 'run.jsonl', '--out', 'picture.svg'])
    expect(stdout).toBe('')
    expect(asked.at(-1)).toEqual(['write', 'picture.svg', 'picture of run.jsonl {"as":"sequence"}\n'])
  })

  it.each([
    [['trace', 'bad'], 'bad cannot be read: line 1 of the trace is bad'],
    [
      ['trace', 'run.jsonl', '--as', 'film'],
      "argument 'film' is invalid. Allowed choices are sequence, mermaid, timing",
    ],
    [['trace', 'run.jsonl', '--actor', 'nobody'], 'nothing of "nobody" is in the trace'],
    [['trace', 'run.jsonl', '--last', '0'], '"0" is not an integer between 1 and'],
  ])('says what is wrong: %j', async (args, message) => {
    const { code, stderr } = await reeve(args)
    expect(code).toBe(1)
    expect(stderr).toContain(message)
  })
})

describe('a wrong command line', () => {
  it.each([
    [['dev', '--blocks', 'many'], '"many" is not an integer between 1 and'],
    [['dev', '--blocks', '0'], '"0" is not an integer between 1 and'],
    [['dev', '--blocks', '1.5'], '"1.5" is not an integer'],
    [['dev', '--seed', ''], '"" is not an integer between 0 and 4294967295'],
    [['devnet', '--port', '99999'], '"99999" is not an integer between 0 and 65535'],
    [['run', '--inspect', '0.0.0.0:80'], '"0.0.0.0:80" is not an integer between 0 and 65535'],
    [['run', '--levle', 'info'], "unknown option '--levle'"],
    [['run', '--levle', 'info'], 'Did you mean --level?'],
    [['runn'], "unknown command 'runn'"],
    [['runn'], 'Did you mean run?'],
    [['run', '--chain'], "option '--chain <url>' argument missing"],
    [['run', 'more'], 'too many arguments'],
  ])('is refused with what is wrong: %j', async (args, message) => {
    const { code, stderr, stdout, asked } = await reeve(args)
    expect(stderr).toContain(message)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(asked).toEqual([])
  })
})

describe('reeve --help', () => {
  it('names every command, on standard output', async () => {
    const { code, stdout } = await reeve(['--help'])
    expect(code).toBe(0)
    for (const name of ['run', 'dev', 'inspect', 'devnet', 'signer', 'check-config', 'actors', 'replay', 'trace'])
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })
})
