import { type FarmFacts, upIn } from './facts.ts'

/**
 * The nodes that are up, in the order in which they lead in this slot: whoever has the same facts comes to the same order, and a
 * node that comes or goes changes nothing among the others. The second leads when the first is silent, and so on.
 */
export function leadersOf(facts: FarmFacts, slot: number = facts.slot): number[] {
  const turn = mix(mix(SEED, facts.farmId), slot)
  return upIn(facts)
    .map(({ id }) => ({ id, weight: mix(turn, id) }))
    .sort((a, b) => b.weight - a.weight || a.id - b.id)
    .map(({ id }) => id)
}

/** Place of a node in that order; after all others where the chain does not have it as up. */
export function rankOf(nodeId: number, facts: FarmFacts, slot: number): number {
  const leaders = leadersOf(facts, slot)
  const rank = leaders.indexOf(nodeId)
  return rank < 0 ? leaders.length : rank
}

const SEED = 0x9e3779b9

/** Spreads a number over 32 bits, each of which depends on all of both. */
function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
