import { z } from 'zod'

const seconds = (otherwise: number) => z.number().min(0.001).default(otherwise)

/** How nodes are asked for; times in seconds. */
export const negotiatorConfig = z.strictObject({
  /** A leader that has not answered by then is given up for the next. */
  answerWithin: seconds(20),
  /** Leaders that were silent are asked last for so long. */
  silentFor: seconds(300),
  /** A node has to say in this time whether it still holds what is to be confirmed. */
  confirmWithin: seconds(3),
  /** Times that it is asked. All of them have to be over before what is held falls back. */
  confirmTries: z.number().int().min(1).default(5),
  /** Between two attempts when nothing came of the first. */
  pause: seconds(2),
  /** It is looked so often whether nodes that were woken are up. */
  lookEvery: seconds(5),
  /** A node that is not up so long after it was woken is left for another. */
  wakeWithin: seconds(20 * 60),
  /** What has no node by then is given up. */
  within: seconds(60 * 60),
  /** What may be held where it is of no use is given back; again after so long, so often. */
  tidyEvery: seconds(30),
  tidyTries: z.number().int().min(1).default(60),
})
export type NegotiatorConfig = z.output<typeof negotiatorConfig>
