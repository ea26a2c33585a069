import { z } from 'zod'
import { command } from '../../../kernel/index.ts'
import { placementRequest, resourcesSchema } from '../../capacity/schemas.ts'
import { bid, callAsk, confirmAnswer, confirmAsk, holdAnswer, holdAsk, releaseAnswer, releaseAsk } from '../wire.ts'

/** Milliseconds since 1970. */
const at = z.number()
const until = z.number()

/** Has this node say what it has left, and what of it would do. Refused with `unavailable` while it does not know itself. */
export const CallForBids = command('grid.CallForBids', {
  category: 'observe',
  payload: callAsk.extend({ at }),
  result: bid,
})

const part = z.object({
  part: z.number(),
  request: placementRequest,
  resources: resourcesSchema,
  publicIps: z.number(),
})

const held = z.object({
  name: z.string(),
  part: z.number(),
  attempt: z.number(),
  resources: resourcesSchema,
  publicIps: z.number(),
  until,
  isConfirmed: z.boolean(),
})

/** What this node keeps, and for whom. */
export const DescribeHolds = command('grid.DescribeHolds', {
  category: 'observe',
  payload: z.object({ at }),
  result: z.object({ holds: z.array(held).readonly() }),
})

/** Keeps room at this node until then, for all parts or for none; asked again by the same name it is the same room. */
export const HoldRoom = command('grid.HoldRoom', {
  category: 'submit',
  payload: holdAsk.omit({ parts: true, ttl: true }).extend({ parts: z.array(part).readonly(), at, until }),
  result: holdAnswer,
})

/** Keeps it for whoever asked for it, until then. */
export const ConfirmHold = command('grid.ConfirmHold', {
  category: 'submit',
  payload: confirmAsk.extend({ at, until }),
  result: confirmAnswer,
})

/** Gives it back: it is not wanted, or it is a deployment by now, which counts by itself. */
export const ReleaseHold = command('grid.ReleaseHold', {
  category: 'advise',
  payload: releaseAsk.extend({ at, until }),
  result: releaseAnswer,
})
