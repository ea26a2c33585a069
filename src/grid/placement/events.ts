import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { nodeView, placementRequest } from '../capacity/schemas.ts'

const GROUP_AT_MOST = 100

/** A hash sign is kept for the claims of a group. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^#]*$/)
const ttl = z.number().int().min(1).optional()

/** A node that is claimed by `claim`, and up. */
const place = z.object({ nodeId: z.number(), power: nodeView.shape.power, claim: z.string() })
export type Place = z.infer<typeof place>

/**
 * Finds a node, claims it and wakes it; answered once it is up, so give it the time that takes. By the same name it is one
 * placement: asked again while it runs or as long as its claim stands (`ttl` ms), the answer is the same, also after a restart; one
 * that was refused is begun anew. What was claimed is given back by `CancelPlacement` or, once it is a deployment, by the farm's
 * `ReleaseClaim`. Refused with the codes of `PlacementRefusal`.
 */
export const PlaceDeployment = command('grid.PlaceDeployment', {
  category: 'submit',
  payload: z.object({ name, request: placementRequest, ttl }),
  result: place,
})

/** The same for several at once: all of them, or none. */
export const PlaceGroup = command('grid.PlaceGroup', {
  category: 'submit',
  payload: z.object({ name, requests: z.array(placementRequest).min(1).max(GROUP_AT_MOST), ttl }),
  result: z.object({ places: z.array(place) }),
})

/** Gives up a placement and what it has claimed. `cancelled`: there was one of this name. */
export const CancelPlacement = command('grid.CancelPlacement', {
  category: 'advise',
  payload: z.object({ name: z.string() }),
  result: z.object({ cancelled: z.boolean() }),
})

/** A placement has its nodes, and they are up. */
export const DeploymentPlaced = fact('grid.DeploymentPlaced', {
  payload: z.object({ name: z.string(), nodes: z.array(z.number()) }),
})

/** A placement came to nothing; `reason` is the code of its refusal. */
export const PlacementRefused = fact('grid.PlacementRefused', {
  payload: z.object({ name: z.string(), reason: z.string() }),
})
