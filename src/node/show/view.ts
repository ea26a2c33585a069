import { DutyChanged, isEnded } from '../../chain/duties/events.ts'
import type { ActorInfo, PayloadOf, System, Tracer } from '../../kernel/index.ts'

type Counts = Record<string, number>

/** What a node has done so far, as far as its facts tell. */
export interface NodeView {
  head: number
  finalized: number
  connected: boolean
  endpoint: string
  /** As of the last time it was looked at. */
  actors: readonly ActorInfo[]
  /** Ends of duties, by kind and outcome. */
  readonly duties: Record<string, Counts>
  /** Keys of duties that are not over, by kind. */
  readonly open: Record<string, Set<string>>
  /** Ends of extrinsics, by outcome. */
  readonly transactions: Counts
  /** Extrinsics handed to the network. */
  sent: number
  restarts: number
  /** The last duty that was done as one hopes, in words. */
  last: string
  readonly facts: Counts
}

export const createView = (): NodeView => ({
  head: 0,
  finalized: 0,
  connected: false,
  endpoint: '',
  actors: [],
  duties: {},
  open: {},
  transactions: {},
  sent: 0,
  restarts: 0,
  last: '',
  facts: {},
})

const count = (counts: Counts, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1
}

type Update = (view: NodeView, payload: never) => void

/** How each fact changes the view; duties tell of themselves by one fact for all kinds. */
const UPDATES: Readonly<Record<string, Update>> = {
  'chain.HeadAdvanced': (view, { number }: { number: number }) => {
    view.head = number
  },
  'chain.BlockFinalized': (view, { number }: { number: number }) => {
    view.finalized = number
    view.head = Math.max(view.head, number)
  },
  'chain.Connected': (view, { endpoint }: { endpoint: string }) => {
    view.connected = true
    view.endpoint = endpoint
  },
  'chain.ConnectionLost': (view) => {
    view.connected = false
  },
  'transactions.Sent': (view) => {
    view.sent += 1
  },
  'transactions.Settled': (view, { outcome }: { outcome: string }) => count(view.transactions, outcome),
  'kernel.ActorRestarted': (view) => {
    view.restarts += 1
  },
}

function noteDuty(view: NodeView, { kind, key, state, outcome, detail }: PayloadOf<typeof DutyChanged>): void {
  const open = (view.open[kind] ??= new Set())
  const ends = (view.duties[kind] ??= {})
  if (!isEnded(state)) {
    open.add(key)
    return
  }
  open.delete(key)
  count(ends, outcome ?? state)
  if (state === 'done') view.last = detail ?? `${kind} ${key} done`
}

/** Keeps a view up to date with the facts of a system. */
export function createViewTracer(view: NodeView): Tracer {
  return {
    emitted({ event: { type, payload }, ask }) {
      // Commands are letters too.
      if (ask !== 0) return
      count(view.facts, type)
      if (type === DutyChanged.type) noteDuty(view, payload as PayloadOf<typeof DutyChanged>)
      else UPDATES[type]?.(view, payload as never)
    },
  }
}

/** Attaches a view to a system. @returns how to detach it */
export const watch = (system: System, view: NodeView): (() => void) => system.attach(createViewTracer(view))
