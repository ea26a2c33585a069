import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { defineUnit } from '../../src/kernel/index.ts'
import { loadConfig } from '../../src/node/config/load.ts'
import { loadOverrides } from '../../src/node/overrides/load.ts'
import { useFolder } from '../folder.ts'

const DRIVER = fileURLToPath(new URL('load-overrides.ts', import.meta.url))

const folder = useFolder()

interface Loaded {
  readonly problems: readonly {
    readonly code: string
    readonly line: number
    readonly column: number
    readonly message: string
    readonly inside?: object
    readonly text: string
  }[]
  readonly units: Readonly<Record<string, string>>
  readonly results: Readonly<Record<string, unknown>>
}

/** By Node's own loader, in a process of its own. */
async function loadAsNode(config: string): Promise<Loaded> {
  await folder.put('reeve.yaml', config)
  const { stdout } = await promisify(execFile)(process.execPath, [DRIVER], { cwd: folder.path })
  return JSON.parse(stdout) as Loaded
}

const handlers = (...files: readonly string[]) =>
  `actors:\n  a:\n    handlers:\n${files.map((file, index) => `      x.h${index}: ${file}\n`).join('')}`

describe('files of the user’s own', () => {
  it('are loaded, in TypeScript and JavaScript, and import the node that runs as reeve', async () => {
    await folder.put(
      'policy.ts',
      "import { nearest, type Fact } from 'reeve'\nexport const no: Fact[] = []\nexport default (): string => nearest('agrement', ['agreement'])!\n",
    )
    await folder.put(
      'plain.js',
      "import * as kernel from 'reeve/kernel'\nimport * as all from 'reeve'\nexport default () => kernel.defineUnit === all.defineUnit\n",
    )
    await folder.put(
      'unit.ts',
      "import { defineUnit } from 'reeve/kernel'\nexport default defineUnit({ name: 'mine' })\n",
    )
    const loaded = await loadAsNode(`${handlers('./policy.ts', 'plain.js')}  b: { use: ./unit.ts }\n`)
    expect(loaded.problems).toEqual([])
    // One copy of the kernel, whichever way it is imported.
    expect(loaded.results).toEqual({ 'x.h0': 'agreement', 'x.h1': true })
    expect(loaded.units['b']).toBe('mine')
  }, 30_000)

  it('are told of with their place when they cannot be used, all at once', async () => {
    await mkdir(join(folder.path, 'folder.ts'))
    await folder.put('broken.js', 'const a = 1\nexport default async ( => a\n')
    await folder.put('broken.ts', 'const a: number = 1\nconst b = (\nexport default a\n')
    await folder.put('enum.ts', '\nenum Fruit { Apple }\nexport default () => Fruit.Apple\n')
    await folder.put('throws.ts', "\nexport default 1\n  throw new Error('no disk')\n")
    await folder.put('imports.ts', "import 'not-installed'\nexport default () => 1\n")
    await folder.put('named.ts', 'export const decide = () => 1\n')
    await folder.put('number.ts', 'export default 7\n')
    const files = ['missing', 'folder', 'broken', 'enum', 'throws', 'imports', 'named', 'number'].map(
      (name) => `./${name}.ts`,
    )
    const { problems } = await loadAsNode(handlers(...files, './broken.js'))
    expect(problems.map(({ code, line, column }) => `${line}:${column} ${code}`)).toEqual([
      '4:13 override-missing',
      '5:13 override-missing',
      '6:13 override-broken',
      '7:13 override-broken',
      '8:13 override-broken',
      '9:13 override-broken',
      '10:13 override-without-default',
      '11:13 override-wrong-kind',
      '12:13 override-broken',
    ])
    const at = (name: string, line: number, column: number) =>
      expect.objectContaining({ file: join(folder.path, name), line, column })
    expect(problems[2]?.inside).toEqual(at('broken.ts', 3, 1))
    expect(problems[3]?.inside).toEqual(at('enum.ts', 2, 1))
    expect(problems[4]?.inside).toEqual(at('throws.ts', 3, 9))
    expect(problems[8]?.inside).toEqual(at('broken.js', 2, 24))
    expect(problems[8]?.text).toContain('  2 | export default async ( => a\n    |                        ^')
    expect(problems[5]?.message).toContain("Cannot find package 'not-installed'")
    expect(problems[6]?.message).toBe('this file has no default export; it exports decide')
  }, 30_000)

  it('are told of when they are of the other kind', async () => {
    await folder.put('unit.ts', "import { defineUnit } from 'reeve'\nexport default defineUnit({ name: 'mine' })\n")
    await folder.put('handler.ts', 'export default () => 1\n')
    const { problems } = await loadAsNode(`${handlers('./unit.ts')}  b: { use: ./handler.ts }\n`)
    expect(problems.map(({ message }) => message)).toEqual([
      'the default export of this file is something else: an actor, which belongs under "use"',
      'the default export of this file is something else: a function; a handler belongs under "handlers"',
    ])
  }, 30_000)
})

describe('other shipped implementations', () => {
  const other = defineUnit({ name: 'other' })
  const choose = async (use: string) => {
    await folder.put('reeve.yaml', `actors:\n  placement: { use: ${use} }\n`)
    const loaded = await loadConfig({ file: 'reeve.yaml' }, { env: {}, cwd: folder.path })
    return loadOverrides(loaded, { implementations: { placement: { nodes: other } } })
  }

  it('are chosen by name', async () => {
    const { actors, problems } = await choose('nodes')
    expect(problems).toEqual([])
    expect(actors['placement']?.use).toBe(other)
  })

  it.each([
    ['node', 'there is no other implementation of placement with this name; did you mean "nodes"?'],
    ['toString', 'there is no other implementation of placement with this name'],
  ])('are told of when there is none: %s', async (use, message) => {
    const { problems } = await choose(use)
    expect(problems).toMatchObject([{ code: 'unknown-implementation', line: 2, column: 21, message }])
    expect(problems[0]?.expected).toContain('one of nodes, or a file such as')
  })
})
