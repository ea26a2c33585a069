/**
 * How many small mistakes in the kernel its tests would notice.
 *
 *     npm run mutate                              the whole kernel; about an hour, the first time
 *     npm run mutate -- src/kernel/bus/asks.ts    some files
 *     npm run mutate -- --every 4                 every fourth file
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installPackages } from '../nested-packages.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STRYKER = fileURLToPath(new URL('node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url))
/** Threads, and machines planned ahead, are tested where Stryker cannot look: in threads, and against XState itself. */
const LEFT_OUT = /^(worker|fast)\//

function everyNth(step: number): string[] {
  const files = readdirSync(`${ROOT}src/kernel`, { recursive: true, encoding: 'utf8' })
  const ours = files.filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file)).sort()
  return ours.filter((_, index) => index % step === 1 % step).map((file) => `src/kernel/${file}`)
}

const given = process.argv.slice(2)
const files = given[0] === '--every' ? everyNth(Number(given[1])) : given
installPackages(new URL('.', import.meta.url), 'Stryker')
const chosen = files.length === 0 ? [] : ['--mutate', files.join(',')]
const { status } = spawnSync(process.execPath, [STRYKER, 'run', 'test/mutation/stryker.config.json', ...chosen], {
  cwd: ROOT,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
