import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../src/chain/follower/events.ts'
import { DescribeItem, ReadConstant, ReadEntries, ReadHead, ReadState } from '../../src/chain/reader/events.ts'
import { type Call, type DispatchOutcome, SubmitTransaction } from '../../src/chain/transactions/events.ts'
import {
  createSystem,
  createVirtualClock,
  defineUnit,
  type PayloadOf,
  Refused,
  type SnapshotStore,
  type UnitOf,
} from '../../src/kernel/index.ts'

export const US = `0x${'aa'.repeat(32)}`
export const THEM = `0x${'bb'.repeat(32)}`
export const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`

export interface Submission {
  readonly key: string
  readonly call: Call
  readonly priority?: string | undefined
  readonly deadline?: number | undefined
}

/** What a submitted call does to the simulated chain, and what the chain says about it. */
export type OnSubmit = (submission: Submission) => DispatchOutcome | Promise<DispatchOutcome>

const nameOf = (item: string, keys: readonly unknown[]): string => [item, ...keys.map(String)].join('/')

/**
 * One storage unit on a simulated chain under a virtual clock. `state` holds storage by `Item/key/key`, as plain values the way
 * an endpoint's reader gives them; a missing one is null.
 */
export async function startStage<Ports>(
  unit: UnitOf<Ports>,
  {
    ports,
    config = {},
    store,
    state = new Map<string, unknown>(),
  }: {
    ports: Ports
    config?: Record<string, unknown>
    /** What units keep, of a run before. */
    store?: SnapshotStore
    state?: Map<string, unknown>
  },
) {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed: 1, ...(store === undefined ? {} : { store }) })
  const constants = new Map<string, unknown>()
  const layouts = new Map<string, number>()
  const lacking = new Set<string>()
  const broken = new Set<string>()
  const submissions: Submission[] = []
  const scans: string[] = []
  const reads: string[] = []
  const facts: Array<{ type: string; payload: Record<string, unknown> }> = []
  let head = 0
  let failReads = 0
  let held: Promise<void> = Promise.resolve()
  let onSubmit: OnSubmit = () => ({ result: 'success' })

  const failing = () => {
    if (failReads === 0) return
    failReads -= 1
    throw new Refused('not-connected', { retryable: true })
  }
  const chain = defineUnit({
    name: 'chain',
    owns: [ReadState, ReadEntries, ReadConstant, DescribeItem, ReadHead, SubmitTransaction],
    category: 'submit',
    handlers: {
      'chain.ReadHead': async () => ({ number: head, hash: hashOf(head) }),
      'chain.ReadConstant': async ({ name }: PayloadOf<typeof ReadConstant>) => constants.get(name),
      'chain.DescribeItem': async ({ item }: PayloadOf<typeof DescribeItem>) => {
        if (lacking.has(item)) throw new Refused('unknown-item')
        return { keys: layouts.get(item) ?? 1 }
      },
      'chain.ReadState': async ({ item, keys }: PayloadOf<typeof ReadState>) => {
        reads.push(nameOf(item, keys))
        failing()
        if (broken.has(item)) throw new Refused('not-connected', { retryable: true })
        const value = state.get(nameOf(item, keys)) ?? null
        await held
        return value
      },
      'chain.ReadEntries': async ({ item, keys, at }: PayloadOf<typeof ReadEntries>) => {
        scans.push(at!)
        failing()
        const prefix = `${nameOf(item, keys)}/`
        return [...state]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, value]) => ({ keys: name.split('/').slice(1), value }))
      },
      'transactions.Submit': async ({ key, call, priority, deadline }: PayloadOf<typeof SubmitTransaction>) => {
        submissions.push({ key, call, priority, deadline })
        const next = head + 1
        const outcome = await onSubmit({ key, call, priority, deadline })
        const number = Math.max(next, head)
        return { hash: '0x', block: { number, hash: hashOf(number) }, index: 1, outcome }
      },
    },
  })
  system.register(chain)
  system.register(unit, { ports, config })
  system.attach({
    emitted: ({ event, ask }) => {
      if (ask === 0) facts.push(event as (typeof facts)[number])
    },
  })
  void system.start()
  await system.settled()

  const stage = {
    system,
    clock,
    state,
    constants,
    /** Numbers of keys of items, where it is not one. */
    layouts,
    submissions,
    /** The runtime has no storage item of this name. */
    lacks: (item: string) => void lacking.add(item),
    facts,
    /** Blocks at which maps were read. */
    scans: () => scans,
    /** Values that were read, as the names of `state`. */
    reads: () => reads,
    /** Reads begun from here on bring what is there now, but only once they are let go. @returns lets them go */
    holdReads(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    /** Like `holdReads`, once a value of this name is being read: it brings what is there now. @returns lets it go */
    async holdAt(name: string): Promise<() => void> {
      let letGo = stage.holdReads()
      while (!reads.includes(name)) {
        const before = letGo
        letGo = stage.holdReads()
        before()
        await new Promise(setImmediate)
      }
      return letGo
    },
    /** Payloads of the facts of one type, in order. */
    told: (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload),
    resyncs: () => ({
      needed: facts.filter(({ type }) => type === ResyncNeeded.type).length,
      done: facts.filter(({ type }) => type === ResyncDone.type).length,
    }),
    get head() {
      return head
    },
    failNextReads: (count: number) => {
      failReads = count
    },
    /** Reads of an item fail until it is mended. */
    breakItem: (item: string) => void broken.add(item),
    mendItem: (item: string) => void broken.delete(item),
    submitBy: (next: OnSubmit) => {
      onSubmit = next
    },
    /** One more finalized block; time for what follows from it. */
    async block({ marked = false, to = head + 1 }: { marked?: boolean; to?: number } = {}) {
      head = to
      system.emit(BlockFinalized, {
        number: head,
        hash: hashOf(head),
        parentHash: hashOf(head - 1),
        resync: marked ? [unit.name] : [],
      })
      await system.settled()
      clock.advance(10)
      await system.settled()
    },
    duties: (family: string) => system.actors().find(({ name }) => name === unit.name)!.duties[family] ?? 0,
  }
  return stage
}
