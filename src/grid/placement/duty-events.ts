import type { PlacementRequest } from './request.ts'

/** What a placement is told. */
export type PlacementEvent =
  | {
      readonly type: 'placement.Asked'
      readonly payload: {
        readonly ask: number
        readonly isGroup: boolean
        readonly requests: readonly PlacementRequest[]
      }
    }
  | { readonly type: 'placement.Cancel'; readonly payload: null }
