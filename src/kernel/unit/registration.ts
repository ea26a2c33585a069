import type { Unit } from './unit.ts'

/** A unit with what whoever composes a system gives it. */
export interface Registration {
  readonly unit: Unit
  readonly ports: unknown
  /** What is known beforehand; an operator's config goes over it. */
  readonly config: Readonly<Record<string, unknown>>
}
