import type { NoNode } from '../../placement/planner.ts'

/** What may be held at a node for an attempt that is of no use any more. */
export interface Owed {
  readonly nodeId: number
  readonly attempt: number
}

/** Who was asked, and in which attempt. `hasNext`: there is another that may lead in its place. */
export interface AskTurn {
  readonly attempt: number
  readonly slot: number
  readonly rank: number
  readonly hasNext: boolean
}

/** What the leader said; `again`: to be asked again after a while. */
export type Said =
  | { readonly verdict: 'placed' | 'waking'; readonly nodes: readonly number[] }
  | { readonly verdict: 'refused'; readonly refusal: NoNode }
  | { readonly verdict: 'elsewhere'; readonly leader: number }
  | { readonly verdict: 'again' | 'silent' }

export type AskVerdict = AskTurn & Said
