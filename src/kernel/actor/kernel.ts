import type { AnyActorRef, EventObject } from 'xstate'
import type { Asks } from '../bus/asks.ts'
import type { Catalogue } from '../bus/catalogue.ts'
import type { Router } from '../bus/router.ts'
import type { Scheduler } from '../bus/scheduler.ts'
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Fact, PayloadOf } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import type { Persistence } from '../persistence/persistence.ts'
import type { DeadLetters } from '../trace/dead-letters.ts'
import type { DeathReason } from '../trace/tracer.ts'
import type { Tracers } from '../trace/tracers.ts'
import type { CallRecorder } from '../unit/bind.ts'
import type { Log } from '../unit/context.ts'
import type { Host } from '../xstate/host.ts'
import type { Cell } from './cell.ts'
import type { StepResult } from './step.ts'

/** What runs at this moment: an actor, and the letter it handles. */
export interface Current {
  readonly cell: Cell
  readonly letter: Letter
}

/** Sees every step of every actor. */
export interface StepRecorder extends CallRecorder {
  begin(cell: Cell, event: EventObject): void
  /** The step takes up this saved state. */
  restores(persisted: unknown): void
  end(cell: Cell, result: StepResult): void
}

/** The parts of a system that its actors share. */
export interface Kernel {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly host: Host
  readonly scheduler: Scheduler
  readonly router: Router<Cell>
  readonly catalogue: Catalogue
  readonly asks: Asks
  readonly tracers: Tracers
  readonly deadLetters: DeadLetters
  readonly persistence: Persistence | undefined
  /** The handler that runs now; set by actors around each step. */
  current: Current | undefined
  recorder: StepRecorder | undefined
  /** XState parent of all actors; undefined for the root itself. */
  readonly rootRef: AnyActorRef | undefined
  nextId(): number
  /** Emits as the kernel itself. */
  announce<F extends Fact>(fact: F, payload: PayloadOf<F>): void
  bury(letter: Letter, actor: string, reason: DeathReason): void
  /** Halts everything in the scope of an error that cannot be repaired, and ends it. */
  fatal(cell: Cell, error: unknown): void
}
