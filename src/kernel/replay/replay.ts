import { rootUnit } from '../root/unit.ts'
import type { StepRecord } from '../trace/step-recorder.ts'
import type { TraceLine } from '../trace/trace-file.ts'
import type { Unit } from '../unit/unit.ts'
import { createReplayed, type Difference, type Replayed } from './replayed-actor.ts'

/** Where a machine did something else than it had done when the trace was written. */
export interface Divergence extends Difference {
  /** Number of the step in the trace, from 1. */
  readonly step: number
  readonly actor: string
  readonly key: string | undefined
  /** Type of the event that it was given. */
  readonly event: string
  readonly at: number
}

export interface ReplayReport {
  /** Steps done again, up to the divergence if there is one. */
  readonly steps: number
  /** Steps of actors that are not among the units, or were not written whole. */
  readonly skipped: number
  readonly divergence: Divergence | undefined
}

/**
 * Does the steps of a trace again with the machines of these units and says where they first do something else. Handlers are not
 * run: guards decide and delays last as they did then, and what the machine calls is compared. Nothing outside is touched.
 */
export function replay(lines: readonly TraceLine[], units: readonly Unit[]): ReplayReport {
  const byName = new Map([rootUnit as Unit, ...units].map((unit) => [unit.name, unit]))
  const actors = new Map<string, Replayed>()
  let steps = 0
  let skipped = 0
  for (const record of lines.filter((line): line is StepRecord => line.kind === 'step')) {
    const name = record.key === undefined ? record.actor : `${record.actor}/${record.key}`
    const begins = record.event.type === 'xstate.init'
    const actor = begins ? createReplayed(machineOf(byName, record.actor)) : actors.get(name)
    if (actor === undefined || 'incomplete' in record) {
      actors.delete(name)
      skipped += 1
      continue
    }
    actors.set(name, actor)
    steps += 1
    const difference = actor.step(record)
    if (difference === undefined) continue
    const { actor: label, key, at, event } = record
    return {
      steps,
      skipped,
      divergence: { ...difference, step: steps + skipped, actor: label, key, event: event.type, at },
    }
  }
  return { steps, skipped, divergence: undefined }
}

function machineOf(units: ReadonlyMap<string, Unit>, label: string) {
  const [name, family] = label.split('/') as [string, string | undefined]
  const unit = units.get(name)
  return family === undefined ? unit?.machine : unit?.duties[family]?.machine
}
