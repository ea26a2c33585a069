import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RUNS = 5

interface Cost {
  readonly milliseconds: number
  readonly megabytes: number
}

/** What importing costs a fresh process: median time, and memory beyond that of an empty one. */
function costOf(imports: string): Cost {
  const cost = "performance.now() - began + ' ' + process.memoryUsage().rss / 1e6"
  const script = `const began = performance.now(); ${imports}; process.stdout.write(${cost})`
  const runs = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    const [milliseconds, megabytes] = stdout.trim().split(' ').map(Number)
    return { milliseconds: milliseconds!, megabytes: megabytes! }
  })
  return runs.sort((a, b) => a.milliseconds - b.milliseconds)[Math.floor(RUNS / 2)]!
}

/** The bundle of `@polkadot/*` beside the packages themselves. */
export async function startup(): Promise<void> {
  const empty = costOf('')
  const packages = costOf(
    "await import('@polkadot/api'); await import('@polkadot/keyring'); await import('@polkadot/util-crypto')",
  )
  const bundle = costOf("await import('./build/polkadot.js')")
  const line = (what: string, { milliseconds, megabytes }: Cost) =>
    process.stdout.write(
      `  ${what.padEnd(36)} ${(milliseconds / packages.milliseconds).toFixed(2)} x the time, ` +
        `${((megabytes - empty.megabytes) / (packages.megabytes - empty.megabytes)).toFixed(2)} x the memory   (${milliseconds.toFixed(0)} ms)\n`,
    )
  line('@polkadot packages (baseline)', packages)
  line('bundle', bundle)
}
