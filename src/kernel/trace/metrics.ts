import { Counter, Gauge, type Registry } from 'prom-client'
import { HandlingTimes } from './handling-times.ts'
import type { Tracer } from './tracer.ts'

/** What a system tells of its actors when it is asked. */
export interface Measured {
  actors(): ReadonlyArray<{
    readonly name: string
    readonly queued: number
    readonly duties: Readonly<Record<string, number>>
  }>
}

/**
 * Counts what happens into a registry. Labels are types and names of actors, duties under their family: bounded sets. Given the
 * system, what waits and how many duties run are measured whenever the registry is read.
 */
export function createMetricsTracer(registry: Registry, measured?: Measured): Tracer {
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]) => series(name, help, labelNames, registers)

  const emitted = counter('emitted_total', 'Letters emitted, but for those that nobody took', 'type', 'from')
  const handled = counter('handled_total', 'Letters handled', 'type', 'actor')
  const coalesced = counter('coalesced_total', 'Letters that gave way to a later one of their type', 'type', 'actor')
  const limited = counter('rate_limited_total', 'Letters whose emitter was over its rate', 'actor', 'became')
  const dead = counter('dead_letters_total', 'Letters that were never handled to their end', 'type', 'actor', 'reason')
  const starts = counter('starts_total', 'Incarnations begun', 'actor')
  const crashes = counter('crashes_total', 'Incarnations ended by an error', 'actor')
  const restarts = counter('restarts_total', 'Incarnations begun after the first', 'actor')
  const seconds = new HandlingTimes(registry)
  if (measured !== undefined) gauges(measured, registers)

  return {
    emitted({ from, event }, { accepted, refused }) {
      if (accepted > 0 || refused.length === 0) emitted(event.type, from)
    },
    handled(actor, { event }, duration) {
      handled(event.type, actor)
      seconds.observe(actor, duration / 1_000)
    },
    coalesced: (actor, { event }) => coalesced(event.type, actor),
    limited: (actor, _, became) => limited(actor, became),
    dead: ({ actor, reason, letter }) => dead(letter.event.type, actor, reason),
    started(actor, incarnation) {
      starts(actor)
      if (incarnation > 1) restarts(actor)
    },
    crashed: (actor) => crashes(actor),
  }
}

/**
 * Counts by label values in plain numbers, which the registry is told when it is read: looking up a series by its labels at every
 * letter would cost more than the letter.
 */
function series(
  name: string,
  help: string,
  labelNames: readonly string[],
  registers: Registry[],
): (first: string, second?: string, third?: string) => void {
  const counts = new Map<string, Map<string, Map<string, Counted>>>()
  const labelsOf = (values: readonly string[]) => Object.fromEntries(labelNames.map((label, n) => [label, values[n]!]))
  new Counter({
    name: `reeve_kernel_${name}`,
    help,
    labelNames: [...labelNames],
    registers,
    collect() {
      this.reset()
      for (const [first, seconds] of counts)
        for (const [second, thirds] of seconds)
          for (const [third, { count }] of thirds) this.inc(labelsOf([first, second, third]), count)
    },
  })
  return (first, second = '', third = '') => {
    const known = counts.get(first)?.get(second)?.get(third)
    if (known !== undefined) known.count += 1
    else within(within(counts, first), second).set(third, { count: 1 })
  }
}

interface Counted {
  count: number
}

function within<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const map = maps.get(key) ?? new Map()
  maps.set(key, map)
  return map
}

function gauges(measured: Measured, registers: Registry[]): void {
  new Gauge({
    name: 'reeve_kernel_queued',
    help: 'Letters that wait in a mailbox',
    labelNames: ['actor'],
    registers,
    collect() {
      this.reset()
      for (const { name, queued } of measured.actors()) this.set({ actor: name }, queued)
    },
  })
  new Gauge({
    name: 'reeve_kernel_duties',
    help: 'Duties at work',
    labelNames: ['actor', 'family'],
    registers,
    collect() {
      this.reset()
      for (const { name, duties } of measured.actors())
        for (const [family, count] of Object.entries(duties)) this.set({ actor: name, family }, count)
    },
  })
}
