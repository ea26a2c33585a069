const ROUNDS = 7

/** Median nanoseconds a call of `work`, which does `count` units of what is measured. */
export function nanoseconds(count: number, work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const began = process.hrtime.bigint()
    work()
    return Number(process.hrtime.bigint() - began) / count
  })
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
}

/** One line: what, how it compares to the baseline, and roughly how much that is here. */
export function report(what: string, value: number, baseline: number, unit: string): void {
  process.stdout.write(
    `  ${what.padEnd(52)} ${(value / baseline).toFixed(2).padStart(8)} x   (${value.toFixed(0)} ${unit})\n`,
  )
}
