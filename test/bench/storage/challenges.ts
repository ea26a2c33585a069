import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment } from '../../../src/storage/store/types.ts'
import { type Child, startChild } from '../../child.ts'
import { reeve } from '../../e2e/reeve.ts'
import { type Answers, answersTo } from './answers.ts'
import type { Asked, ChainProcess } from './chain-process.ts'
import { type Heads, hearHeads } from './heads.ts'
import { fill, type Shape } from './held.ts'
import { reportRate, reportTime } from './measure.ts'
import type { PlainProcess } from './plain-process.ts'

/** Buckets 0 and 1. */
const SHAPES: readonly Shape[] = [
  { chunk: 4_096, chunks: 8, objects: 16, commits: 32 },
  { chunk: 262_144, chunks: 4, objects: 4, commits: 4 },
]
const ROUNDS = 100
const WARM_UP = 20
const BURST = 32
const BURSTS = 8

/** A chain with somebody who answers, each in a process of its own. */
interface Side {
  readonly chain: Child<ChainProcess>
  readonly heads: Heads
  stop(): Promise<void>
}

type Held = ReadonlyArray<readonly Commitment[]>

/**
 * From the announcement of a block to the answer to each challenge in it: a node, beside a loop of `@polkadot/api` that has nothing
 * else to do and all proofs at hand. The same challenges for both, in turn, each on a chain of its own.
 */
export async function challenges(folder: string): Promise<void> {
  const data = join(folder, 'reeve-data')
  mkdirSync(data, { mode: 0o700 })
  const store = await openContentStore(join(data, 'content.db'), Date.now)
  const held: Held = await Promise.all(SHAPES.map((shape, at) => fill(store, BigInt(at), shape)))
  const kinds = kindsOf(held)
  const answers = await answersTo(store, [...kinds.values()].flat(2))
  await store.close()
  const plain = await startSide(held, (url) => startPlain(url, answers))
  const node = await startSide(held, (url) => startNode(folder, url))
  for (const [what, batches] of kinds) {
    const times = { plain: [] as number[], node: [] as number[] }
    for (const [round, batch] of batches.entries()) {
      const [theirs, ours] = [await latencies(plain, batch), await latencies(node, batch)]
      if (batch.length === 1 && round < WARM_UP) continue
      times.plain.push(...theirs)
      times.node.push(...ours)
    }
    for (const share of [0.5, 0.99])
      reportTime(`${what}, p${share * 100}`, quantile(times.node, share), quantile(times.plain, share))
  }
  const asked = [...kinds.values()].flat(2).length
  const taken = async ({ chain }: Side) => asked - (await chain.call('open'))
  reportRate('answers that the chain took', await taken(node), await taken(plain), `of ${asked}`)
  for (const side of [plain, node]) await side.stop()
}

/** Batches of challenges, each for one block, by what they are. */
function kindsOf(held: Held): ReadonlyMap<string, ReadonlyArray<readonly Asked[]>> {
  const kinds = new Map<string, ReadonlyArray<readonly Asked[]>>()
  for (const [at, { chunk, chunks }] of SHAPES.entries()) {
    const made = held[at]!
    const asked = (n: number, past: Commitment | null): Asked => ({
      bucketId: BigInt(at),
      leafIndex: (BigInt(n) * 7_919n) % (past ?? made.at(-1)!).leafCount,
      chunkIndex: BigInt(n % chunks),
      past,
    })
    const past = (n: number) => made[(n * 5) % (made.length - 1)]!
    const rounds = Array.from({ length: WARM_UP + ROUNDS }, (_, n) => n)
    kinds.set(
      `chunk of ${chunk}, present`,
      rounds.map((n) => [asked(n, null)]),
    )
    kinds.set(
      `chunk of ${chunk}, past`,
      rounds.map((n) => [asked(n, past(n))]),
    )
    if (at > 0) continue
    const burst = (round: number) =>
      Array.from({ length: BURST }, (_, n) => asked(round * BURST + n, n % 2 === 0 ? null : past(n)))
    kinds.set(
      `${BURST} in a block`,
      Array.from({ length: BURSTS }, (_, round) => burst(round)),
    )
  }
  return kinds
}

async function startSide(held: Held, start: (url: string) => Promise<() => Promise<unknown>>): Promise<Side> {
  const chain = startChild<ChainProcess>(new URL('chain-process.ts', import.meta.url))
  await chain.call(
    'setUp',
    held.map((commitments) => commitments.at(-1)!),
  )
  const url = await chain.call('url')
  const heads = await hearHeads(url)
  const end = await start(url)
  return {
    chain,
    heads,
    async stop() {
      heads.close()
      // What is under way lands only in blocks.
      await chain.call('produce', 20)
      await end()
      await chain.stop()
    },
  }
}

async function startPlain(url: string, answers: Answers) {
  const plain = startChild<PlainProcess>(new URL('plain-process.ts', import.meta.url), [url])
  await plain.call('start', answers)
  return () => plain.stop()
}

async function startNode(folder: string, url: string) {
  writeFileSync(
    join(folder, 'reeve.yaml'),
    JSON.stringify({
      chain: { endpoints: [url] },
      account: { uri: '//Alice' },
      log: { format: 'json' },
      storage: { listen: '127.0.0.1:0' },
    }),
  )
  const running = reeve(['run'], { cwd: folder })
  await running.shows('connected')
  return () => {
    running.signal('SIGTERM')
    return running.finished
  }
}

/** Microseconds from the announcement of the block to each answer that was handed in. */
async function latencies({ chain, heads }: Side, asked: readonly Asked[]): Promise<readonly number[]> {
  const { number, deadline } = await chain.call('challenge', asked)
  const times = await chain.call('answered', deadline, asked.length)
  return times.map((at) => Number(at - heads.announced(number)) / 1_000)
}

const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!
