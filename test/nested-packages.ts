import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Installs the packages of a folder of tests that has some of its own: heavy ones, that nobody who only runs the node should have
 * to fetch. Done again when the lockfile is newer than what is installed. Ends the process when it fails.
 */
export function installPackages(url: URL, what: string): void {
  const folder = fileURLToPath(url)
  const changed = (path: string) => statSync(`${folder}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0
  // npm writes this file last, and `npm ci` begins by removing it: half an installation counts as none.
  if (changed('node_modules/.package-lock.json') >= changed('package-lock.json')) return
  process.stdout.write(`installing ${what} (once)\n`)
  // The npm that runs this, on the Node it runs on: a distribution's npm needs the distribution's Node, not the one in here.
  const { npm_node_execpath: node, npm_execpath: npm } = process.env
  const [command, ...first] = node && npm ? [node, npm] : ['npm']
  // No package here needs its scripts: the one that has some compiles a database that no test opens.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, error } = spawnSync(command, [...first, 'ci', ...options], { cwd: folder, stdio: 'inherit' })
  if (status === 0) return
  const reason = error?.message ?? `exit code ${status}`
  process.stderr.write(`npm ci in ${folder} failed (${reason}): it needs the npm registry or a filled npm cache\n`)
  process.exit(1)
}
