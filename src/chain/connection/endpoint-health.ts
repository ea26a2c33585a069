import { ChainError } from '../errors.ts'

/** What endpoints have done lately, so that the best of them is tried first. */
export interface EndpointHealth {
  /**
   * The one to try: the one with the fewest failures lately; of several, the one whose last failure is longest ago, then the one that
   * is named first. One that is on another chain comes after all others.
   */
  best(endpoints: readonly string[]): string
  /** It could not be connected to, or what it served has ended. */
  failed(endpoint: string, error: unknown): void
  /** It has brought everything up to its finalized head: what was before does not count any more. */
  served(endpoint: string): void
}

/** Milliseconds for which a failure counts. */
const LATELY = 10 * 60_000
/** Failures remembered of one endpoint. */
const MOST = 100

interface Record {
  readonly failures: readonly number[]
  readonly isForeign: boolean
}

const CLEAN: Record = { failures: [], isForeign: false }

/** @param now milliseconds, never going back */
export function createEndpointHealth(now: () => number): EndpointHealth {
  const records = new Map<string, Record>()
  const recordOf = (endpoint: string) => records.get(endpoint) ?? CLEAN
  const lately = ({ failures }: Record) => failures.filter((at) => at > now() - LATELY)

  function compare(one: string, other: string): number {
    const [a, b] = [recordOf(one), recordOf(other)]
    return (
      Number(a.isForeign) - Number(b.isForeign) ||
      lately(a).length - lately(b).length ||
      (a.failures.at(-1) ?? 0) - (b.failures.at(-1) ?? 0)
    )
  }

  return {
    best: (endpoints) => endpoints.toSorted(compare)[0]!,
    failed(endpoint, error) {
      const isForeign = error instanceof ChainError && error.code === 'wrong-genesis'
      records.set(endpoint, { failures: [...lately(recordOf(endpoint)), now()].slice(-MOST), isForeign })
    },
    served: (endpoint) => void records.delete(endpoint),
  }
}
