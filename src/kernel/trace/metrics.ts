import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Tracer } from './tracer.ts'

/** Handlers take microseconds, or something is wrong: the last bucket is the length of a whole slice of the pump, and beyond. */
const SECONDS = [0.000_01, 0.000_1, 0.001, 0.004, 0.02, 0.1, 1]

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
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    series(new Counter({ name: `reeve_kernel_${name}`, help, labelNames, registers }))

  const emitted = counter('emitted_total', 'Letters emitted, but for those that nobody took', 'type', 'from')
  const handled = counter('handled_total', 'Letters handled', 'type', 'actor')
  const coalesced = counter('coalesced_total', 'Letters that gave way to a later one of their type', 'type', 'actor')
  const limited = counter('rate_limited_total', 'Letters whose emitter was over its rate', 'actor', 'became')
  const dead = counter('dead_letters_total', 'Letters that were never handled to their end', 'type', 'actor', 'reason')
  const starts = counter('starts_total', 'Incarnations begun', 'actor')
  const crashes = counter('crashes_total', 'Incarnations ended by an error', 'actor')
  const restarts = counter('restarts_total', 'Incarnations begun after the first', 'actor')
  const seconds = new Histogram({
    name: 'reeve_kernel_handling_seconds',
    help: 'Time a handler took',
    labelNames: ['actor'],
    buckets: SECONDS,
    registers,
  })
  const timers = new Map<string, { observe(value: number): void }>()
  if (measured !== undefined) gauges(measured, registers)

  return {
    emitted({ from, event }, { accepted, refused }) {
      if (accepted > 0 || refused.length === 0) emitted(event.type, from)
    },
    handled(actor, { event }, duration) {
      handled(event.type, actor)
      let timer = timers.get(actor)
      if (timer === undefined) timers.set(actor, (timer = seconds.labels(actor)))
      timer.observe(duration / 1_000)
    },
    coalesced: (actor, { event }) => coalesced(event.type, actor),
    limited: (actor, _, became) => limited(actor, became),
    dead: ({ actor, reason, letter }) => dead(letter.event.type, actor, reason),
    started(actor, incarnation) {
      starts(actor, '')
      if (incarnation > 1) restarts(actor, '')
    },
    crashed: (actor) => crashes(actor, ''),
  }
}

/** Increments by label values; the series of each set of values is looked up once. */
function series(counter: Counter): (first: string, second: string, third?: string) => void {
  const known = new Map<string, Map<string, { inc(): void }>>()
  const width = (counter as unknown as { labelNames: string[] }).labelNames.length
  return (first, second, third = '') => {
    const rest = width > 2 ? `${second}\n${third}` : second
    let within = known.get(first)
    if (within === undefined) known.set(first, (within = new Map()))
    let child = within.get(rest)
    if (child === undefined) within.set(rest, (child = counter.labels(...[first, second, third].slice(0, width))))
    child.inc()
  }
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
