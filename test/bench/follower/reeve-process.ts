/** The node's follower with one consumer, which counts. Arguments: the chain's address and genesis, what is consumed. */
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { BlockFinalized, Connected } from '../../../src/chain/follower/events.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { createMemoryStore, defineUnit, type PayloadOf } from '../../../src/kernel/index.ts'
import { composeNode } from '../../../src/node/compose.ts'
import { answer } from '../../child.ts'
import { CONSUMED } from './facts.ts'
import { type Memory, memory, type Reading, type Times } from './readers.ts'

const [url, genesis, consumed] = process.argv.slice(2) as [string, string, keyof typeof CONSUMED]
const facts = CONSUMED[consumed]

let began = 0
let last = 0
let events = 0
/** Whether it is of interest when facts came. */
let timed = false
const heard = new Map<number, bigint>()
let look = () => {}

const count = ({ block: { number } }: { block: { number: number } }) => {
  events += 1
  if (timed) heard.set(number, process.hrtime.bigint())
}

const counter = defineUnit({
  name: 'counter',
  consumes: [Connected, BlockFinalized, ...facts],
  mailbox: { bound: 500_000 },
  handlers: {
    ...Object.fromEntries(facts.map(({ type }) => [type, count])),
    'chain.Connected': () => {
      began = performance.now()
    },
    'chain.BlockFinalized': ({ number }: PayloadOf<typeof BlockFinalized>) => {
      last = number
      look()
    },
  },
})

const cursors = createMemoryCursor()
cursors.save({ genesis, number: 0, hash: genesis })
const system = composeNode(
  { chain: { endpoints: [url], genesis }, actors: { counter: { use: counter } } },
  { data: { cursors, store: createMemoryStore(), journal: createSqliteJournal(':memory:') } },
)

/** Resolves once the facts of this block have been handled. */
async function reached(number: number): Promise<void> {
  await new Promise<void>((resolve) => {
    look = () => {
      if (last >= number) resolve()
    }
    look()
  })
  await system.settled()
}

const methods = {
  start() {
    timed = true
    return system.start()
  },
  async read(to: number): Promise<Reading> {
    await system.start()
    await reached(to)
    return { events, seconds: (performance.now() - began) / 1_000 }
  },
  async memoryAt(number: number): Promise<Memory> {
    await reached(number)
    heard.clear()
    return memory()
  },
  /** When the facts of blocks had been handled. */
  async heard(to: number): Promise<Times> {
    await reached(to)
    return [...heard]
  },
}

export type ReeveProcess = typeof methods
answer(methods)
