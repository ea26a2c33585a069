export const MB = 1_000_000

/** Seconds that it takes to keep some chunks, and to have them again. */
export interface Times {
  readonly write: number
  readonly read: number
}

export async function seconds(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

function line(what: string, ratio: number, detail: string): void {
  process.stdout.write(`  ${what.padEnd(56)} ${ratio.toFixed(2).padStart(6)} x   (${detail})\n`)
}

/** How often a thing is done in a time, of how often another is. */
export const reportRate = (what: string, rate: number, baseline: number, unit: string): void =>
  line(what, rate / baseline, `${rate.toFixed(0)} of ${baseline.toFixed(0)} ${unit}`)

/** How long a thing takes, of how long another does. */
export const reportTime = (what: string, microseconds: number, baseline: number): void =>
  line(what, microseconds / baseline, `${microseconds.toFixed(0)} of ${baseline.toFixed(0)} us`)

/** A ratio that is not to be above its bar. */
export const reportBar = (what: string, ratio: number, bar: number, detail: string): void =>
  line(`${what} (bar ${bar}: ${ratio <= bar ? 'met' : 'MISSED'})`, ratio, detail)
