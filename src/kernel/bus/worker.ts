import type { Letter } from '../message/letter.ts'

/** One that has letters waiting and takes one at a turn. */
export interface Worker {
  /** Whether it stands in the queue of turns; kept by the scheduler. */
  queued: boolean
  /** Whether it can handle a letter now. */
  readonly ready: boolean
  /** What it would handle now. */
  readonly next: Letter | undefined
  handleNext(): void
}
