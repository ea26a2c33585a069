import type { NegotiationMemory } from '../ports.ts'
import type { Awaited } from '../wire.ts'

/** What is still waited for, of what this node chose as a leader; the rest is forgotten. */
export function awaitedBy(awaited: NegotiationMemory['awaited'], at: number): Awaited[] {
  for (const [name, parts] of awaited) if (parts.every(({ until }) => until <= at)) awaited.delete(name)
  return [...awaited.values()].flat()
}
