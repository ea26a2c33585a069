import type { Observed, Refusal, Room } from '../observed.ts'
import { type Hold, holdsOf } from './holds.ts'

export interface Capacity {
  /** What users can have of a node together; cores as often as they are lent. */
  readonly room: Room
}

const KINDS = ['cru', 'mru', 'sru', 'hru'] as const

/** Moments at which more was promised of a node than there is: after each change of what is promised. */
export function doubleBookings(observed: Pick<Observed, 'answers' | 'blocks'>, { room }: Capacity): string[] {
  const found: string[] = []
  for (const [node, holds] of Map.groupBy(holdsOf(observed), ({ node }) => node)) {
    const begins = holds.map(({ from }) => from).sort((a, b) => a - b)
    for (const at of begins) {
      const there = holds.filter(({ from, to }) => from <= at && at < to)
      const over = KINDS.find((kind) => sumOf(there, kind) > room[kind])
      if (over === undefined) continue
      const [sum, has] = [sumOf(there, over), room[over]]
      const each = there.map((hold) => `${hold.answer.room[over]} since ${timeOf(hold)}`).join(', ')
      found.push(`node ${node} at ${new Date(at).toISOString()}: ${over} of ${sum}, has ${has}: ${each}`)
    }
  }
  return found
}

/** When a user was told, deployed, and for which contract. */
const timeOf = ({ answer: { at, deployedAt, contract } }: Hold): string =>
  `${new Date(at).toISOString()}, deployed after ${deployedAt === undefined ? '-' : deployedAt - at} ms, contract ${contract ?? '-'}`

const sumOf = (holds: readonly Hold[], kind: keyof Room): number =>
  holds.reduce((sum, { answer: { room } }) => sum + room[kind], 0)

/** The most of a resource that was in use of one node, as a share of what there is: how hard it was tried. */
export function fullest(observed: Pick<Observed, 'answers' | 'blocks'>, { room }: Capacity): number {
  const holds = holdsOf(observed)
  return holds.reduce((most, { node, from }) => {
    const there = holds.filter((each) => each.node === node && each.from <= from && from < each.to)
    return Math.max(most, ...KINDS.map((kind) => sumOf(there, kind) / room[kind]))
  }, 0)
}

/** Users whom a node, or the chain, has refused what the farm had promised. A node that is dead refuses nothing. */
export const brokenPromises = ({ answers }: Pick<Observed, 'answers'>): string[] =>
  answers
    .filter(({ refused }) => refused !== undefined && refused !== 'cancelled' && refused !== 'no-answer')
    .map(({ node, refused, at }) => `node ${node} at ${new Date(at).toISOString()}: ${refused}`)

/** Users who were refused though one of the nodes had room by all that was promised then. @param nodes that could be woken */
export function needlessRefusals(
  observed: Pick<Observed, 'answers' | 'blocks' | 'refusals' | 'deaths'>,
  { room }: Capacity,
  nodes: readonly number[],
): Refusal[] {
  const holds = holdsOf(observed)
  return observed.refusals.filter(({ at, room: wanted }) =>
    nodes.some((node) => {
      if ((observed.deaths.get(node) ?? Number.POSITIVE_INFINITY) < at) return false
      const there = holds.filter((hold) => hold.node === node && hold.from <= at && at < hold.to)
      return KINDS.every((kind) => sumOf(there, kind) + wanted[kind] <= room[kind])
    }),
  )
}
