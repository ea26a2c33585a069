/**
 * Installs the packages that run a real runtime, for the tests alone: about 250 MB that nobody who only runs the node
 * should have to fetch. Done again when the lockfile is newer than what is installed.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const changed = (path: string) => statSync(`${folder}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0

// npm writes this file last, and `npm ci` begins by removing it: half an installation counts as none.
if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  process.stdout.write('installing the real runtime for the tests (once, about 250 MB)\n')
  // The npm that runs this, on the Node it runs on: a distribution's npm needs the distribution's Node, not the one in here.
  const { npm_node_execpath: node, npm_execpath: npm } = process.env
  const [command, ...first] = node && npm ? [node, npm] : ['npm']
  // The one script among the packages compiles a database that no test opens.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, error } = spawnSync(command, [...first, 'ci', ...options], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) {
    const reason = error?.message ?? `exit code ${status}`
    process.stderr.write(
      `npm ci in ${folder} failed (${reason}): the tests against a real runtime cannot run without it, ` +
        'and it needs the npm registry or a filled npm cache\n',
    )
    process.exit(1)
  }
}
