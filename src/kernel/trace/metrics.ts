import { Counter, Histogram, type Registry } from 'prom-client'
import type { Tracer } from './tracer.ts'

/** Handlers take microseconds, or something is wrong: the last bucket is the length of a whole slice of the pump, and beyond. */
const SECONDS = [0.000_01, 0.000_1, 0.001, 0.004, 0.02, 0.1, 1]

/** Counts what happens into a registry. Labels are types and names of actors, duties under their family: bounded sets. */
export function createMetricsTracer(registry: Registry): Tracer {
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `reeve_kernel_${name}`, help, labelNames: [...labelNames], registers })

  const emitted = counter('emitted_total', 'Letters emitted', ['type', 'from'])
  const handled = counter('handled_total', 'Letters handled', ['type', 'actor'])
  const coalesced = counter('coalesced_total', 'Letters that gave way to a later one of their type', ['type', 'actor'])
  const dead = counter('dead_letters_total', 'Letters that were never handled to their end', [
    'type',
    'actor',
    'reason',
  ])
  const starts = counter('starts_total', 'Incarnations begun', ['actor'])
  const crashes = counter('crashes_total', 'Incarnations ended by an error', ['actor'])
  const seconds = new Histogram({
    name: 'reeve_kernel_handling_seconds',
    help: 'Time a handler took',
    labelNames: ['actor'],
    buckets: SECONDS,
    registers,
  })

  return {
    emitted: ({ from, event }) => emitted.inc({ type: event.type, from }),
    handled(actor, { event }, duration) {
      handled.inc({ type: event.type, actor })
      seconds.observe({ actor }, duration / 1_000)
    },
    coalesced: (actor, { event }) => coalesced.inc({ type: event.type, actor }),
    dead: ({ actor, reason, letter }) => dead.inc({ type: letter.event.type, actor, reason }),
    started: (actor) => starts.inc({ actor }),
    crashed: (actor) => crashes.inc({ actor }),
  }
}
