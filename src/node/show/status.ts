import type { ActorInfo } from '../../kernel/index.ts'
import type { NodeView } from './view.ts'

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ') || 'none yet'

/** The node at a glance, a few lines. */
export function renderStatus(view: NodeView, actors: readonly ActorInfo[]): string[] {
  const lag = Math.max(0, view.head - view.finalized)
  const troubled = actors.filter(({ status }) => status !== 'running' && status !== 'finished')
  const running = actors.reduce(
    (sum, actor) =>
      sum +
      Object.entries(actor.duties).reduce((all, [family, size]) => all + (family === 'transaction' ? 0 : size), 0),
    0,
  )
  const underWay = actors.reduce((sum, { duties }) => sum + (duties['transaction'] ?? 0), 0)
  return [
    view.connected
      ? `chain         head ${view.head}  finalized ${view.finalized}  lag ${lag}  ${view.endpoint}`
      : 'chain         not connected',
    `actors        ${actors.length - troubled.length} of ${actors.length} running${troubled.map(({ name, status }) => `, ${name} ${status}`).join('')}`,
    ...Object.entries({ agreement: {}, ...view.duties }).map(
      ([kind, ends]) => `${kind.padEnd(13)} ${running} open; ${listed(ends)}`,
    ),
    `transactions  ${underWay} under way; ${listed(view.transactions)}`,
    ...(view.last === '' ? [] : [`last          ${view.last}`]),
  ]
}
