import type { TraceEntry } from '../../kernel/index.ts'

/** A stretch of time in milliseconds since the beginning of the chart. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface TimingRow {
  readonly actor: string
  /** At work in a handler; what is close together is one. */
  readonly busy: readonly Stretch[]
  /** Letters waited, from their emission on. */
  readonly waiting: readonly Stretch[]
  readonly starts: readonly number[]
  readonly crashes: readonly number[]
  /** Letters that were never handled to their end. */
  readonly lost: readonly number[]
  readonly handled: number
}

/** What a timing chart shows. */
export interface Timing {
  readonly rows: readonly TimingRow[]
  /** Milliseconds that it spans. */
  readonly length: number
}

export interface TimingOptions {
  readonly actors?: readonly string[]
  /** Stretches nearer than this share of the whole are drawn as one. */
  readonly grain?: number
}

/** By default what would be less than half a pixel apart on a wide screen. */
const GRAIN = 1 / 2_000

export function timingOf(entries: readonly TraceEntry[], { actors, grain = GRAIN }: TimingOptions = {}): Timing {
  const times = entries.flatMap(({ at, duration = 0 }) => [at - duration, at])
  const began = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY)
  const ended = times.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY)
  const length = entries.length === 0 ? 0 : ended - began
  const emitted = new Map<number, number>()
  for (const { kind, id, at } of entries) if (kind === 'emitted' && id !== undefined) emitted.set(id, at)
  const names = [...new Set(entries.filter(({ kind }) => kind !== 'emitted').map(({ actor }) => actor))]
  const gap = length * grain
  const rows = names
    .filter((name) => actors === undefined || actors.includes(name))
    .map((actor) => rowOf(actor, entries, { began, gap, emitted }))
  return { rows, length }
}

interface Scale {
  readonly began: number
  readonly gap: number
  readonly emitted: ReadonlyMap<number, number>
}

function rowOf(actor: string, entries: readonly TraceEntry[], { began, gap, emitted }: Scale): TimingRow {
  const own = entries.filter((entry) => entry.actor === actor && entry.kind !== 'emitted')
  const handled = own.filter(({ kind }) => kind === 'handled')
  const at = (kind: TraceEntry['kind']) => own.filter((entry) => entry.kind === kind).map((entry) => entry.at - began)
  const begin = ({ at, duration = 0 }: TraceEntry) => at - duration - began
  return {
    actor,
    busy: merged(
      handled.map((entry) => ({ from: begin(entry), to: entry.at - began })),
      gap,
    ),
    waiting: merged(
      handled.map((entry) => ({ from: (emitted.get(entry.id ?? 0) ?? entry.at) - began, to: begin(entry) })),
      gap,
    ).filter(({ from, to }) => to - from > gap),
    starts: at('started'),
    crashes: at('crashed'),
    lost: at('dead'),
    handled: handled.length,
  }
}

/** In order, with those that touch, or nearly so, put together. */
function merged(stretches: readonly Stretch[], gap: number): Stretch[] {
  const result: Stretch[] = []
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && from - last.to <= gap)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else result.push({ from, to })
  }
  return result
}
