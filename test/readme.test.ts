/** The README's own examples, taken out of it and run. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MAIN = join(ROOT, 'src/node/cli/main.ts')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

const blocks = (language: string) =>
  [...README.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!)
const example = (name: string) => blocks('ts').find((text) => text.startsWith(`// ${name}\n`))!
const config = (part: string) => blocks('yaml').find((text) => text.includes(part))!

let folder: string

beforeAll(() => {
  // Inside the project, so that xstate and zod are found as in a project that has installed them.
  mkdirSync(join(ROOT, 'build'), { recursive: true })
  folder = mkdtempSync(join(ROOT, 'build/readme-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })

describe('the README', () => {
  it('replaces a handler and an actor as it says', () => {
    for (const name of ['my-policy.ts', 'my-agreement.ts']) writeFileSync(join(folder, name), example(name))
    writeFileSync(join(folder, 'handler.yaml'), `account: { uri: //Alice }\n${config('./my-policy.ts')}`)
    writeFileSync(join(folder, 'actor.yaml'), `account: { uri: //Alice }\n${config('./my-agreement.ts')}`)
    const handler = run(MAIN, 'actors', '--config', 'handler.yaml')
    expect(handler.stderr).toBe('')
    expect(handler.stdout).toContain('agreement.decide  override from ./my-policy.ts')
    const actor = run(MAIN, 'actors', '--config', 'actor.yaml')
    expect(actor.stderr).toBe('')
    expect(actor.stdout).toContain('handler  storage.AgreementRequested  base')
    expect(actor.stdout).not.toContain('transactions  (submit)')
  }, 30_000)

  it('shows a config that holds', () => {
    const given = config('keyfile: ./seed')
    writeFileSync(join(folder, 'seed'), '//Alice', { mode: 0o600 })
    writeFileSync(join(folder, 'reeve.yaml'), given)
    const { stdout, stderr } = run(MAIN, 'check-config')
    expect(stderr).toBe('')
    expect(stdout).toContain('good')
  }, 30_000)

  it('has an example of the kernel that prints what it says', () => {
    const kernel = join(ROOT, 'src/kernel/index.ts')
    writeFileSync(
      join(folder, 'kernel-example.ts'),
      example('kernel-example.ts').replace("'reeve/kernel'", `'${kernel}'`),
    )
    const { stdout, stderr } = run('kernel-example.ts')
    expect(stderr).toBe('')
    const printed = stdout.trim().split('\n')
    expect(printed).toEqual(['click 1', 'click 2', 'clack 1'])
    expect(README).toContain(`prints \`${printed.join('`, `')}\``)
  }, 30_000)

  it('names only files and folders that are there', () => {
    for (const [, target] of README.matchAll(/\]\(([^)#]+)\)/g))
      if (!target!.startsWith('http')) expect(() => readFileSync(join(ROOT, target!))).not.toThrow(/ENOENT/)
  })
})
