import { askByGrant } from '../actor/ask-by-grant.ts'
import type { Cell } from '../actor/cell.ts'
import type { Kernel } from '../actor/kernel.ts'
import { KernelError } from '../errors.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { Fact, PayloadOf } from '../message/fact.ts'
import type { Emission } from '../message/letter.ts'
import type { Outcome } from '../message/outcome.ts'
import type { AskOptions } from '../unit/context.ts'

/** A registered actor in the hands of who registered it: lets a part that is no actor itself emit and ask by its grant. */
export interface ActorHandle {
  readonly name: string
  /** Whether the actor is at work; a handle that outlives it emits nothing, and says so. */
  readonly active: boolean
  /** @throws KernelError `not-granted`, or `not-started` before the system runs */
  emit<F extends Fact>(fact: F, payload: PayloadOf<F>): Emission
  /** @throws KernelError `not-started` before the system runs */
  ask<C extends Command>(command: C, payload: PayloadOf<C>, options?: AskOptions): Promise<Outcome<ResultOf<C>>>
}

export const createHandle = (kernel: Kernel, name: string, find: () => Cell | undefined): ActorHandle => {
  const cellOf = (): Cell => {
    const cell = find()
    if (cell !== undefined) return cell
    throw new KernelError({ code: 'not-started', actor: name }, `${name} is registered but the system has not started`)
  }
  return {
    name,
    get active() {
      return find()?.status === 'running'
    },
    emit(fact, payload) {
      const cell = cellOf()
      return cell.emitter.emit(fact, payload, undefined, cell.status === 'running')
    },
    async ask(command, payload, options) {
      const cell = cellOf()
      return askByGrant(kernel, { cell, command, payload, cause: undefined, alive: !cell.life.over }, options)
    },
  }
}
