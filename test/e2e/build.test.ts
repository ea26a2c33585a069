import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
// Inside the project, so that what is built finds its packages as it would in an installed one.
const OUT = 'build/test-dist'

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })

describe('the built package', () => {
  beforeAll(() => {
    const { status, stdout } = run('node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.build.json', '--outDir', OUT)
    expect(stdout).toBe('')
    expect(status).toBe(0)
  }, 60_000)

  afterAll(() => rmSync(`${ROOT}${OUT}`, { recursive: true, force: true }))

  it('gives the kernel and the units to importers', () => {
    const script = `
      import { createSystem, defineUnit } from './${OUT}/src/kernel/index.js'
      import { agreementUnit } from './${OUT}/src/index.js'
      const system = createSystem()
      system.register(defineUnit({ name: 'mine' }))
      await system.start()
      const end = await system.stop('done')
      process.stdout.write([agreementUnit.name, end.outcome].join(' '))`
    const { stdout, stderr } = run('--input-type=module', '-e', script)
    expect(stderr).toBe('')
    expect(stdout).toBe('agreement stopped')
  })

  it('runs from the command line', () => {
    const { status, stdout } = run(
      `${OUT}/src/node/cli/main.js`,
      'dev',
      '--port',
      '0',
      '--blocks',
      '4',
      '--block-time',
      '100',
      '--summary',
      '-',
    )
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ requests: { wrong: 0, forgotten: 0 } })
  }, 30_000)
})
