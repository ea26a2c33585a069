import { z } from 'zod'
import type { HandlersOf } from './handler.ts'
import type { Unit } from './unit.ts'

/**
 * The same unit with its types forgotten but for those its handlers need; `Ports` are what the composition root injects.
 */
export type UnitDeclaration<Config, Ports> = Pick<Unit, 'name'> &
  Partial<
    Pick<
      Unit,
      'machine' | 'consumes' | 'emits' | 'asks' | 'owns' | 'category' | 'restart' | 'mailbox' | 'shutdown' | 'duties'
    >
  > & {
    readonly config?: z.ZodType<Config>
    readonly handlers?: HandlersOf<Config, Ports>
    readonly adopt?: (snapshot: unknown) => unknown
  }

/** A unit whose handlers need `Ports`; `register` asks for them by type. */
export interface UnitOf<Ports> extends Unit {
  readonly ports?: (ports: Ports) => void
}

export function defineUnit<Config = Record<string, never>, Ports = unknown>(
  declaration: UnitDeclaration<Config, Ports>,
): UnitOf<Ports> {
  return {
    machine: undefined,
    consumes: [],
    emits: [],
    asks: [],
    owns: [],
    category: 'observe',
    restart: {},
    mailbox: {},
    shutdown: '5s',
    duties: {},
    ...declaration,
    config: declaration.config ?? z.strictObject({}),
    handlers: (declaration.handlers ?? {}) as Unit['handlers'],
    adopt: declaration.adopt,
  }
}
