import type { Silence } from './events.ts'
import type { Falsehood } from './rules.ts'

/** One thing that has come to light about a bill. `odd`: all its leaves are to be looked at. */
export type Finding =
  | { readonly kind: 'falsehood'; readonly falsehood: Falsehood }
  | { readonly kind: 'silence'; readonly silence: Silence }
  | { readonly kind: 'doubt'; readonly doubt: string }
  | { readonly kind: 'odd'; readonly doubt: string }

/** All that is known by the end of a round of questions. */
export interface Findings {
  readonly falsehood: Falsehood | null
  readonly silent: readonly Silence[]
  readonly doubts: readonly string[]
}

export const isFalse = (findings: readonly Finding[]): boolean => findings.some(({ kind }) => kind === 'falsehood')
export const isOdd = (findings: readonly Finding[]): boolean => findings.some(({ kind }) => kind === 'odd')

export const farmIsSilent = (twinId: number): Finding => ({
  kind: 'silence',
  silence: { twinId, question: 'bill.leaf' },
})

/** Each silence and doubt once, in an order of their own and not of the draw; and one falsehood: it is enough. */
export function summed(findings: readonly Finding[]): Findings {
  const falsehood = findings.find((each) => each.kind === 'falsehood')?.falsehood ?? null
  const silent = findings.flatMap((each) => (each.kind === 'silence' ? each.silence : []))
  return {
    falsehood,
    silent: [...new Map(silent.map((each) => [`${each.twinId}/${each.question}`, each])).values()].sort(
      (a, b) => a.twinId - b.twinId,
    ),
    doubts: [...new Set(findings.flatMap((each) => ('doubt' in each ? each.doubt : [])))].sort(),
  }
}
