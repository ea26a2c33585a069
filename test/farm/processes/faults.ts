import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../../src/kernel/index.ts'
import { below } from './workload.ts'

export interface FaultOptions {
  readonly random: Random
  /** Milliseconds. */
  readonly lasts: number
  readonly kills: number
  readonly deaths: number
  readonly relayRestarts: number
  readonly signal: AbortSignal
  killBot(): Promise<void>
  killNode(): Promise<void>
  restartRelay(): Promise<void>
}

/** When all of it comes, spread over the run; not while it begins or ends. */
export function scheduleOf({ random, lasts, kills, deaths, relayRestarts }: FaultOptions) {
  const spread = (count: number, from: number, to: number): number[] =>
    Array.from({ length: count }, (_, at) => lasts * (from + ((to - from) * (at + 0.2 + 0.6 * random())) / count))
  return [
    ...spread(kills, 0.05, 0.95).map((at) => ({ at, what: 'killBot' as const })),
    ...spread(deaths, 0.1, 0.8).map((at) => ({ at, what: 'killNode' as const })),
    ...spread(relayRestarts, 0.4, 0.6).map((at) => ({ at, what: 'restartRelay' as const })),
  ].sort((a, b) => a.at - b.at)
}

/** Lets them come one after the other. @throws what fails */
export async function inject(options: FaultOptions): Promise<void> {
  const began = Date.now()
  for (const { at, what } of scheduleOf(options)) {
    await pause(Math.max(0, began + at - Date.now()), undefined, { signal: options.signal }).catch(() => {})
    if (options.signal.aborted) return
    await options[what]()
  }
}

/** Some of them, each once. */
export function someOf<Of>(random: Random, all: readonly Of[], count: number): Of[] {
  const left = [...all]
  return Array.from({ length: Math.min(count, all.length) }, () => left.splice(below(random, left.length), 1)[0]!)
}
