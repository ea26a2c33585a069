/** What a review would have to look for again and again. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { LIGHT_CLIENT_PACKAGE } from '../src/chain/connection/light/package.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))

const sources = [...filesIn('src'), ...filesIn('machines')].map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}))
const tests = filesIn('test').map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const imports: Import[] = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'|import\('([^']+)'\)/gms)].map((match) => {
    const specifier = match[2] ?? match[3]!
    const to = specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(path), specifier)) : specifier
    return { from: path, to, typeOnly: match[1] !== undefined }
  }),
)

const area = (path: string) => (path.startsWith('src/') ? path.split('/')[1]! : path.split('/')[0]!)

/** Which parts of the house may know which. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: ['kernel', 'machines'],
  chain: ['chain', 'kernel', 'machines', 'polkadot'],
  storage: ['storage', 'chain', 'kernel', 'machines'],
  grid: ['grid', 'chain', 'kernel', 'machines'],
  node: ['node', 'storage', 'grid', 'chain', 'kernel', 'devnet', 'draw', 'machines', 'index.ts'],
  devnet: ['devnet'],
  draw: ['draw', 'kernel', 'machines'],
  polkadot: ['polkadot'],
}

describe('the house', () => {
  it('imports one way', () => {
    // Otherwise the pattern has gone blind.
    expect(imports.length).toBeGreaterThan(sources.length * 2)
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      if (!to.startsWith('src/') && !to.startsWith('machines/')) return false
      const [here, there] = [area(from), area(to)]
      if (from === 'src/index.ts') return false
      if (here === 'machines') return !typeOnly
      return !MAY_IMPORT[here]?.includes(there)
    })
    expect(wrong).toEqual([])
  })

  it('has machines that import nothing but xstate and types', () => {
    const wrong = imports.filter(
      ({ from, to, typeOnly }) => from.startsWith('machines/') && to !== 'xstate' && !typeOnly,
    )
    expect(wrong).toEqual([])
  })

  it('names each machine after its file', () => {
    for (const { path, text } of sources.filter(({ path }) => path.startsWith('machines/')))
      expect(text, path).toContain(`id: '${basename(path, '.ts')}'`)
  })

  it('has small files', () => {
    const sizes = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .sort((a, b) => a.lines - b.lines)
    expect(sizes[Math.floor(sizes.length / 2)]!.lines).toBeLessThanOrEqual(70)
    expect(sizes.filter(({ lines }) => lines > 260)).toEqual([])
  })

  it('keeps real time, timers and chance in the clocks', () => {
    const allowed = /^src\/(kernel\/clock\/|devnet\/clock\.ts)/
    const banned = /\b(Date\.now|Math\.random|setTimeout|setInterval|setImmediate)\b(?!:)/
    const wrong = sources.filter(({ path, text }) => {
      if (allowed.test(path)) return false
      const used = text
        .replace(/\bclock\.(setTimeout|clearTimeout)\b/g, '')
        .replace(/setTimeout\(callback|setTimeout: \(/g, '')
      return banned.test(used.replace(/^\s*(\/?\*|\/\/).*$/gm, ''))
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('leaves nothing behind', () => {
    const left = new RegExp(
      [
        'TO' + 'DO',
        'FIX' + 'ME',
        'X' + 'XX',
        String.raw`\b(it|test|describe)\.(skip|only|todo)\(`,
        String.raw`console\.log`,
      ].join('|'),
    )
    expect([...sources, ...tests].filter(({ text }) => left.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('names the version of the light client that it is made for', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(LIGHT_CLIENT_PACKAGE).toBe(`smoldot@${optionalDependencies.smoldot}`)
  })

  it('has a lockfile without download addresses', () => {
    for (const lockfile of [
      'package-lock.json',
      'test/real-runtime/package-lock.json',
      'test/public-clients/package-lock.json',
      'test/grid-client/package-lock.json',
    ])
      expect(readFileSync(join(ROOT, lockfile), 'utf8')).not.toContain('"resolved"')
  })
})
