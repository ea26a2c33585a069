import { z } from 'zod'
import { command } from '../../../kernel/index.ts'
import { placementRequest } from '../../capacity/schemas.ts'

const PARTS = 100
const name = z.string().min(1).max(256)

/**
 * Has the nodes find room for all of these together, or none; answered once it is held at nodes that are up, so give it the time
 * that waking one takes. Asked again by the same name it is one placement, as long as the nodes hold it. Refused with `no-node` or
 * `not-enough-public-ips` and what they say of it; with `timeout` or `abandoned`, which pass.
 */
export const NegotiateRoom = command('grid.NegotiateRoom', {
  category: 'submit',
  payload: z.object({ name, requests: z.array(placementRequest).min(1).max(PARTS).readonly() }),
  result: z.object({ nodes: z.array(z.number()).readonly() }),
})

/**
 * Gives up what is asked for under a name, and what is held for it already. Of what was answered, `nodes` tells where it is held.
 * `abandoned`: there was something to give up; the nodes are told from then on.
 */
export const AbandonRoom = command('grid.AbandonRoom', {
  category: 'advise',
  payload: z.object({ name, nodes: z.array(z.number()).readonly().default([]) }),
  result: z.object({ abandoned: z.boolean() }),
})
