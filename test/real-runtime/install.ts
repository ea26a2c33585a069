/**
 * Installs the packages that run a real runtime, for the tests alone: about 270 MB that nobody who only runs the node should
 * have to fetch. Done again when the lockfile is newer than what is installed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const installed = `${folder}node_modules/.package-lock.json`
const changed = (path: string) => (existsSync(path) ? statSync(path).mtimeMs : 0)

if (changed(installed) < changed(`${folder}package-lock.json`)) {
  process.stdout.write('installing the real runtime for the tests (once, about 270 MB)\n')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) {
    process.stderr.write(`npm ci in ${folder} failed: the tests against a real runtime cannot run without it\n`)
    process.exit(1)
  }
}
