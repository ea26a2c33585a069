import { z } from 'zod'

const seconds = (otherwise: number) => z.number().min(0.001).default(otherwise)

/** Attempts of an asker are so far apart: the tries of a leader are between them. */
export const TURNS = 50

/** How a node takes part when nodes plan; times in seconds. */
export const negotiationConfig = z.strictObject({
  /** Twins that may ask for nodes, beside those of the farm's nodes and its farmer. */
  askers: z.array(z.number().int().min(1)).default([]),
  /** A node has to bid in this time. */
  bidWithin: seconds(3),
  /** One that did not is called as before, and not waited for so long. */
  silentFor: seconds(60),
  /** It has to say in this time whether it holds what it was asked to. */
  holdWithin: seconds(3),
  /** What is held and not confirmed by then falls back. */
  holdFor: seconds(60),
  /** What is confirmed and no deployment by then falls back. */
  confirmedFor: seconds(30 * 60),
  /** A node that is asleep and was chosen is counted on so long. */
  awaitFor: seconds(30 * 60),
  /** Times that a leader chooses anew, in one round, for what a node did not hold after all. */
  tries: z.number().int().min(1).max(TURNS).default(8),
  /** Placements that a leader decides on in one round. */
  atOnce: z.number().int().min(1).max(64).default(64),
})
export type NegotiationConfig = z.output<typeof negotiationConfig>
