/**
 * Who is told of every finalized block, once and in order, by endpoints that cut, drop, go silent, lag, or are of another chain.
 *
 *     npm run chaos [-- --blocks 3000 --every 12 --seed 7]
 */
import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPackages } from '../nested-packages.ts'
import { judge } from './judge.ts'
import { startReader } from './reader.ts'
import { setStage } from './stage.ts'

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '3000' },
    /** Milliseconds between blocks. */
    every: { type: 'string', default: '12' },
    seed: { type: 'string', default: '7' },
  },
})
const [blocks, every, seed] = [Number(values.blocks), Number(values.every), Number(values.seed)]

/** Has packages that nobody but a few tests needs. */
const PUBLIC_CLIENTS = new URL('../public-clients/', import.meta.url)
const hasPublicClients = existsSync(new URL('package-lock.json', PUBLIC_CLIENTS))
if (hasPublicClients) installPackages(PUBLIC_CLIENTS, 'public clients to compare with')
const REEVE = 'reeve'
const PROGRAMS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  [REEVE]: ['reeve-reader.ts'],
  '@polkadot/api rpc': ['polkadot-reader.ts', 'rpc'],
  '@polkadot/api derive': ['polkadot-reader.ts', 'derive'],
  ...(hasPublicClients ? { 'polkadot-api': ['papi-reader.mjs', fileURLToPath(PUBLIC_CLIENTS)] as const } : {}),
}
/** Milliseconds for everybody to begin, and to catch up at the end. */
const PATIENCE = 30_000

const stage = await setStage()
const { devnet } = stage
devnet.seal()
devnet.seal()

const readers = await Promise.all(
  Object.entries(PROGRAMS).map(async ([name, [program, ...args]]) => {
    const endpoints = await stage.endpoints(seed)
    const urls = endpoints.map(({ url }) => url)
    const first = name === REEVE ? [devnet.chain.genesis.hash] : []
    return {
      name,
      endpoints,
      reader: startReader(new URL(program, import.meta.url), [...args, ...first, ...urls]),
    }
  }),
)

/** Makes a block now and then until it is so, or nobody waits any longer. */
async function blocksUntil(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + PATIENCE; !condition() && performance.now() < end; ) {
    devnet.seal()
    await pause(50)
  }
}

await blocksUntil(() => readers.every(({ reader }) => reader.seen.length > 0))
const until = devnet.chain.finalized.number + blocks
stage.fail()
devnet.produce(every)
while (devnet.chain.finalized.number < until) await pause(every)
devnet.pause()
const last = devnet.chain.finalized.number
const reachedEnd = (name: string) =>
  readers.some(({ name: each, reader }) => each === name && reader.seen.some(({ number }) => number >= last))
await blocksUntil(() => readers.every(({ name }) => reachedEnd(name)))
for (const { reader } of readers) await reader.stop()

process.stdout.write(`${blocks} finalized blocks, seed ${seed}\n`)
const columns = ['delivered', 'missing', 'twice', 'late', 'foreign'] as const
process.stdout.write(
  `${''.padEnd(24)}${[...columns, 'faults', 'ended'].map((column) => column.padStart(11)).join('')}\n`,
)
let exact = false
for (const { name, reader, endpoints } of readers) {
  const verdict = judge(reader.seen, devnet.chain, last)
  const faults = endpoints.flatMap(({ happened }) => Object.values(happened)).reduce((sum, count) => sum + count, 0)
  const numbers = [...columns.map((column) => verdict[column]), faults, reader.ended]
  process.stdout.write(`${name.padEnd(24)}${numbers.map((number) => String(number).padStart(11)).join('')}\n`)
  if (name === REEVE) exact = columns.slice(1).every((column) => verdict[column] === 0) && verdict.delivered >= blocks
}
await stage.stop()
if (!exact) process.exitCode = 1
