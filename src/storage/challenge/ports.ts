import type { StoragePorts } from '../ports.ts'
import { type Board, createBoard } from './board.ts'
import { createPlaceCache, type PlaceCache } from './places.ts'
import { createTurns, type Turns } from './turns.ts'

/** What the challenge actor has in mind while it runs; the chain tells all of it again. */
export interface ChallengeMemory {
  readonly board: Board
  readonly turns: Turns
  readonly places: PlaceCache
}

export interface ChallengePorts extends Pick<StoragePorts, 'store'>, ChallengeMemory {}

export const challengeMemory = (): ChallengeMemory => ({
  board: createBoard(),
  turns: createTurns(),
  places: createPlaceCache(),
})

/** The duties of the unit, one for each open challenge. */
export const FAMILY = 'challenge-response'
