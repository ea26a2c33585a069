import type { System, Tracer } from '../../kernel/index.ts'

/** What a node has done so far, as far as its facts tell. */
export interface NodeView {
  head: number
  finalized: number
  connected: boolean
  endpoint: string
  /** Ends of duties, by kind and outcome. */
  readonly duties: Record<string, Record<string, number>>
  readonly transactions: Record<string, number>
  sent: number
  restarts: number
  /** The last duty that came to its end, in words. */
  last: string
  readonly facts: Record<string, number>
}

export const createView = (): NodeView => ({
  head: 0,
  finalized: 0,
  connected: false,
  endpoint: '',
  duties: {},
  transactions: {},
  sent: 0,
  restarts: 0,
  last: '',
  facts: {},
})

const count = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1
}

type Update = (view: NodeView, payload: never) => void

/** How each fact changes the view. A new kind of duty adds a line here. */
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
  'storage.AgreementAnswered': (view, payload: { bucketId: bigint; answer: string; reason?: string }) => {
    view.duties['agreement'] ??= {}
    count(view.duties['agreement'], payload.answer)
    const reason = payload.reason === undefined ? '' : ` (${payload.reason})`
    view.last = `agreement for bucket ${payload.bucketId} ${payload.answer}${reason}`
  },
}

/** Keeps a view up to date with what a system emits. */
export function watch(system: System, view: NodeView): () => void {
  const tracer: Tracer = {
    emitted({ event, ask }) {
      if (ask !== 0) return
      count(view.facts, event.type)
      UPDATES[event.type]?.(view, event.payload as never)
    },
  }
  return system.attach(tracer)
}
