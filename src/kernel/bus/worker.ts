import type { Letter } from '../message/letter.ts'

/** One that has letters waiting and takes one at a turn. */
export interface Worker {
  /** The class of turns it waits in, -1 when in none; kept by the queue of turns. */
  turn: number
  /** Number of its place in the queue; kept by the queue of turns. */
  ticket: number
  /** Its own priority, 0 the highest. */
  readonly rank: number
  /** Whether it can handle a letter now. */
  readonly ready: boolean
  /** What it would handle now. */
  readonly next: Letter | undefined
  handleNext(): void
}
