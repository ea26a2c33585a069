import { z } from 'zod'
import { NORMAL_RANK, type Priority, rankOf } from '../message/priority.ts'
import type { HandlersOf } from './handler.ts'
import type { Unit } from './unit.ts'

/**
 * The same unit with its types forgotten but for those its handlers need; `Ports` are what the composition root injects.
 */
export type UnitDeclaration<Config, Ports> = Pick<Unit, 'name'> &
  Partial<
    Pick<
      Unit,
      | 'machine'
      | 'consumes'
      | 'emits'
      | 'asks'
      | 'owns'
      | 'category'
      | 'restart'
      | 'mailbox'
      | 'rate'
      | 'significant'
      | 'vetoable'
      | 'persist'
      | 'worker'
      | 'shutdown'
      | 'duties'
    >
  > & {
    readonly priority?: Priority
    readonly config?: z.ZodType<Config>
    readonly handlers?: HandlersOf<Config, Ports>
    readonly adopt?: (snapshot: unknown) => unknown
  }

/** A unit whose handlers need `Ports`; `register` asks for them by type. */
export interface UnitOf<Ports> extends Unit {
  readonly ports?: (ports: Ports) => void
}

const DEFAULTS = {
  machine: undefined,
  consumes: [],
  emits: [],
  asks: [],
  owns: [],
  category: 'observe',
  rank: NORMAL_RANK,
  restart: {},
  mailbox: {},
  rate: {},
  significant: false,
  vetoable: [],
  persist: undefined,
  worker: undefined,
  shutdown: '5s',
  config: z.strictObject({}),
  handlers: {},
  duties: {},
  adopt: undefined,
} satisfies Omit<Unit, 'name'>

/** What a unit leaves out, also one that was written by hand or for an earlier version. */
export const completeUnit = <U extends Unit>(unit: U): U => ({ ...DEFAULTS, ...unit })

export function defineUnit<Config = Record<string, never>, Ports = unknown>({
  priority = 'normal',
  ...declaration
}: UnitDeclaration<Config, Ports>): UnitOf<Ports> {
  return {
    ...DEFAULTS,
    ...declaration,
    rank: rankOf(priority),
    config: declaration.config ?? DEFAULTS.config,
    handlers: (declaration.handlers ?? {}) as Unit['handlers'],
    adopt: declaration.adopt,
  }
}
