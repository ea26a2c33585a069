import type { Source } from './read.ts'

interface Entry {
  /** Wrong words that are not forgiven yet, and failures in a row to reach it. */
  readonly wrongs: number
  readonly failures: number
  /** Bytes of data in a millisecond, of late. */
  readonly rate: number
  /** Nothing is asked of it before. */
  readonly until: number
}

interface Pauses {
  readonly unreachable: { readonly min: number; readonly max: number }
  readonly wrong: { readonly min: number; readonly max: number }
}

/** What sources are worth by what became of asking them. It is forgotten when the node ends. */
export interface SourceBook {
  /** Gave `bytes` in so many milliseconds. */
  served(source: Source, bytes: number, milliseconds: number): void
  unreachable(source: Source, now: number, pauses: Pauses): void
  /** Said what is provably wrong. */
  wrong(source: Source, now: number, pauses: Pauses): void
  /** From when on it may be asked. */
  usableFrom(source: Source): number
  /** The same sources, the best first; those of whom as much is known in the order given. */
  ranked(sources: readonly Source[]): Source[]
}

const FRESH: Entry = { wrongs: 0, failures: 0, rate: 0, until: 0 }
/** Weight of the last answer in the rate. */
const LAST = 0.2
/** So much served takes one wrong word back. */
const FORGIVEN_BY = 64

export function createSourceBook(): SourceBook {
  const entries = new Map<string, Entry & { readonly served: number }>()
  const of = ({ address }: Source) => entries.get(address) ?? { ...FRESH, served: 0 }
  const note = ({ address }: Source, entry: Entry & { readonly served: number }) => void entries.set(address, entry)
  const later = (now: number, { min, max }: Pauses['wrong'], times: number) =>
    now + Math.min(max, min * 2 ** (times - 1))

  return {
    served(source, bytes, milliseconds) {
      const known = of(source)
      const rate = bytes / Math.max(1, milliseconds)
      const served = known.served + 1
      const wrongs = served % FORGIVEN_BY === 0 ? Math.max(0, known.wrongs - 1) : known.wrongs
      note(source, { ...known, wrongs, served, failures: 0, rate: known.rate * (1 - LAST) + rate * LAST })
    },
    unreachable(source, now, pauses) {
      const known = of(source)
      const failures = known.failures + 1
      const until = Math.max(known.until, later(now, pauses.unreachable, failures))
      note(source, { ...known, failures, until })
    },
    wrong(source, now, pauses) {
      const known = of(source)
      const wrongs = known.wrongs + 1
      note(source, { ...known, wrongs, served: 0, until: Math.max(known.until, later(now, pauses.wrong, wrongs)) })
    },
    usableFrom: (source) => of(source).until,
    ranked: (sources) =>
      [...sources].sort((a, b) => {
        const [one, other] = [of(a), of(b)]
        return one.wrongs - other.wrongs || one.failures - other.failures || other.rate - one.rate
      }),
  }
}
