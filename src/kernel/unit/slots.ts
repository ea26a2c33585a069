import type { AnyStateMachine, StateNode } from 'xstate'

export type SlotKind = 'actions' | 'guards' | 'delays' | 'actors'

/** Every name a machine refers to, by kind, with one place where it does. */
export type Slots = Readonly<Record<SlotKind, ReadonlyMap<string, string>>>

type Named =
  | string
  | { readonly type: string; readonly guards?: readonly unknown[] }
  | { readonly [key: string]: unknown }

/** Reads the names out of a machine's config: what its handlers can be called. */
export function slotsOf(machine: AnyStateMachine): Slots {
  const slots = { actions: new Map(), guards: new Map(), delays: new Map(), actors: new Map() } satisfies Slots

  const note = (kind: SlotKind, name: unknown, place: string) => {
    if (typeof name === 'string' && !slots[kind].has(name)) slots[kind].set(name, place)
  }

  function noteGuard(guard: unknown, place: string): void {
    if (guard === undefined || guard === null) return
    if (typeof guard === 'function') {
      // and(), or(), not() keep the guards they combine.
      const combined = (guard as { guards?: readonly unknown[] }).guards ?? []
      for (const inner of combined) noteGuard(inner, place)
      return
    }
    note('guards', typeof guard === 'string' ? guard : (guard as { type?: unknown }).type, place)
  }

  function noteActions(actions: readonly unknown[], place: string): void {
    for (const action of actions as readonly Named[])
      note('actions', typeof action === 'string' ? action : (action as { type?: unknown }).type, place)
  }

  function visit(node: StateNode<never, never>): void {
    const place = `#${node.id}`
    noteActions(node.entry.filter(isNamed), place)
    noteActions(node.exit.filter(isNamed), place)
    for (const invoke of node.invoke) note('actors', invoke.src, place)
    const after = (node.config as { after?: Record<string, unknown> }).after ?? {}
    for (const delay of Object.keys(after)) if (Number.isNaN(Number(delay))) note('delays', delay, place)
    const transitions = [...node.transitions.values()].flat().concat(node.always ?? [])
    for (const transition of transitions) {
      noteGuard(transition.guard, `${place} on ${transition.eventType}`)
      noteActions(transition.actions.filter(isNamed), `${place} on ${transition.eventType}`)
    }
    for (const child of Object.values(node.states)) visit(child as StateNode<never, never>)
  }

  visit(machine.root as unknown as StateNode<never, never>)
  return slots
}

// Inline functions, XState's own action creators among them, carry a `type` but are not looked up by name.
const isNamed = (action: unknown): boolean => typeof action !== 'function'
