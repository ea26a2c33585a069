import { askOwner } from '../bus/ask-owner.ts'
import { letterOf } from '../bus/post.ts'
import { milliseconds } from '../clock/duration.ts'
import type { Command } from '../message/command.ts'
import type { MessageEvent } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import { type Outcome, refused } from '../message/outcome.ts'
import type { AskOptions } from '../unit/context.ts'
import type { Cell } from './cell.ts'
import { isGranted } from './emitter.ts'
import type { Kernel } from './kernel.ts'

export interface AskByGrant {
  readonly cell: Cell
  readonly command: Command
  readonly payload: unknown
  readonly cause: Letter | undefined
  /** Whether who asks still runs. */
  readonly alive: boolean
  /** Of the asker itself, besides the one among the options. */
  readonly signal?: AbortSignal
}

/** Asks a command's owner in the name of an actor, within its grant: the outcome is a value, what was not granted a dead letter. */
export async function askByGrant(
  kernel: Kernel,
  { cell, command, payload, cause, alive, signal }: AskByGrant,
  options: AskOptions = {},
): Promise<Outcome<never>> {
  if (!isGranted(kernel, cell, 'asks', command.type)) {
    const event = { type: command.type, payload } as MessageEvent
    kernel.bury(letterOf(kernel, cell.name, event, cause, command.rank), cell.label, 'not-granted')
    return refused('not-granted')
  }
  if (!alive) return refused('cancelled')
  const signals = [signal, options.signal].filter((each) => each !== undefined)
  return askOwner(kernel, {
    from: cell,
    command,
    payload,
    cause,
    deadline: milliseconds(options.deadline ?? '30s'),
    signals,
  })
}
