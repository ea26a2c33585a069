const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds, or a number with a unit: `250ms`, `10s`, `5m`, `2h`, `1d`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** @throws RangeError naming the value when it is not a duration. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0) return duration
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration))
  if (match === null)
    throw new RangeError(`"${duration}" is not a duration; write for example 250ms, 10s, 5m, 2h or 1d`)
  return Number(match[1]) * UNITS[match[2]!]!
}
