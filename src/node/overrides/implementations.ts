import type { Unit } from '../../kernel/index.ts'

/** Other shipped implementations of an actor, by the actor's name and then by the name an operator gives to `use`. */
export type Implementations = Readonly<Record<string, Readonly<Record<string, Unit>>>>

export const IMPLEMENTATIONS: Implementations = {}
