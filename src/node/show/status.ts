import type { ActorInfo } from '../../kernel/index.ts'
import { printable } from './printable.ts'
import type { NodeView } from './view.ts'

type Counts = Readonly<Record<string, number>>

const total = (counts: Counts): number => Object.values(counts).reduce((sum, number) => sum + number, 0)

const listed = (counts: Counts): string => {
  const parts = Object.entries(counts).map(([name, number]) => `${number} ${name}`)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const running = ({ actors }: NodeView, family: string): number =>
  actors.reduce((sum, { duties }) => sum + (duties[family] ?? 0), 0)

/** The node at a glance, a few lines. */
export function renderStatus(view: NodeView): string[] {
  return [
    chainRow(view),
    actorsRow(view),
    ...Object.keys(view.open).map((kind) => dutyRow(view, kind)),
    transactionsRow(view),
    ...(view.last === '' ? [] : [`last          ${view.last}`]),
  ].map(printable)
}

function chainRow({ connected, head, finalized, endpoint }: NodeView): string {
  if (!connected) return 'chain         not connected'
  const lag = Math.max(0, head - finalized)
  return `chain         head ${head}  finalized ${finalized}  lag ${lag}  ${endpoint}`
}

/** In trouble by name, the others by number. */
function actorsRow({ actors }: NodeView): string {
  const groups = Map.groupBy(actors, ({ status }) => (status === 'running' || status === 'finished' ? 'ok' : status))
  const counted = [...groups].filter(([status]) => status !== 'ok').map(([status, group]) => groupOf(status, group))
  return `actors        ${[`${groups.get('ok')?.length ?? 0} ok`, ...counted].join(', ')}`
}

const groupOf = (status: string, actors: readonly ActorInfo[]): string =>
  `${actors.length} ${status}${status === 'stopped' ? '' : ` (${actors.map(({ name }) => name).join(', ')})`}`

/** What is missed comes early: a narrow terminal cuts the end. */
function dutyRow({ open, duties }: NodeView, kind: string): string {
  const { missed = 0, ...done } = duties[kind] ?? {}
  return `${kind.padEnd(13)} ${open[kind]?.size ?? 0} open, ${missed} missed, ${total(done)} done${listed(done)}`
}

function transactionsRow(view: NodeView): string {
  const { success = 0, failed = 0, ...others } = view.transactions
  const bad = failed + total(others)
  return `transactions  ${running(view, 'transaction')} in flight, ${success} ok, ${bad} failed${listed(others)}`
}
