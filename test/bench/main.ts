/** `npm run bench [-- name ...]`: measures each subject beside a baseline in the same run, and prints ratios. */
import { decode } from './decode/index.ts'
import { fastBench } from './fast.ts'
import { follower } from './follower/index.ts'
import { grid } from './grid/index.ts'
import { inspect } from './inspect.ts'
import { kernel } from './kernel/index.ts'
import { startup } from './startup.ts'
import { storage } from './storage/index.ts'

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  kernel,
  fast: fastBench,
  inspect,
  decode,
  follower,
  storage,
  grid,
  startup,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  process.stderr.write(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}\n`)
  process.exit(1)
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n${name}\n`)
  await bench()
}
