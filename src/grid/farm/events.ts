import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { nodeView, placementRequest } from '../capacity/schemas.ts'

const nodeId = z.number().int().min(1)

/** A managed node is another than before, or new. */
export const NodeChanged = fact('grid.NodeChanged', { payload: nodeView })

/** A node is managed no more. */
export const NodeLeft = fact('grid.NodeLeft', { payload: z.object({ nodeId }) })

/** A node that was told to come up is not up yet: what was to wake it may be lost. */
export const NodeIsLate = fact('grid.NodeIsLate', { payload: z.object({ nodeId }) })

/** A node that was told to come up did not, however often it was told. `attempts`: times it was told. */
export const NodeDidNotWake = fact('grid.NodeDidNotWake', {
  priority: 'high',
  payload: z.object({ nodeId, attempts: z.number() }),
})

/** A node that was told to go down is still up. */
export const NodeDidNotSleep = fact('grid.NodeDidNotSleep', { payload: z.object({ nodeId }) })

/**
 * Takes of a node what a request needs, under a name; asked again by the same name it answers the same. A node that sleeps is
 * woken. What is not a deployment by then falls back after `ttl` ms. Refused with the constraint that the node fails by now; with
 * `public-ips`, of which the farm has `free` left; with `no-such-node`; or with what passes: `going-down`, and `unheard` of a node
 * that is up and has not said yet what is taken of it.
 */
export const ClaimNode = command('grid.ClaimNode', {
  category: 'submit',
  payload: z.object({ nodeId, claim: z.string(), request: placementRequest, ttl: z.number().optional() }),
  result: z.object({ power: nodeView.shape.power }),
})

/** Gives back what was claimed; `isDeployed`: it is a deployment now, which the node itself will tell of. */
export const ReleaseClaim = command('grid.ReleaseClaim', {
  category: 'advise',
  payload: z.object({ nodeId, claim: z.string(), isDeployed: z.boolean() }),
  result: z.object({ released: z.boolean() }),
})

/** Tells a node to come up. Answered once it is told, not once it is up; nothing is done for one that is up or coming. */
export const WakeNode = command('grid.WakeNode', {
  category: 'submit',
  payload: z.object({ nodeId, reason: z.string() }),
  result: z.object({ power: nodeView.shape.power }),
})

/**
 * Tells a node to go down. Refused for good: `no-such-node`, `never-shutdown`, `public-config`, `claimed`, `rented`, `contracts`,
 * `in-use`, `last-node`; what passes: `changed-recently`, `unreachable`, `not-told` (the chain did not take it).
 */
export const SleepNode = command('grid.SleepNode', {
  category: 'submit',
  payload: z.object({ nodeId, reason: z.string() }),
  result: z.object({ power: nodeView.shape.power }),
})

/**
 * Leaves a node alone from now on: for who plans it is managed no more, and nothing but the farmer switches it. Refused with
 * `no-such-node`.
 */
export const SetNodeAside = command('grid.SetNodeAside', {
  category: 'advise',
  payload: z.object({ nodeId }),
  result: z.object({ aside: z.literal(true) }),
})

/**
 * Manages a node again that was left alone; one that is managed stays so. Refused with `no-such-node`, and `excluded` for one that
 * the config leaves out.
 */
export const IncludeNode = command('grid.IncludeNode', {
  category: 'advise',
  payload: z.object({ nodeId }),
  result: z.object({ managed: z.literal(true) }),
})

/** All managed nodes as they are now. */
export const DescribeFarm = command('grid.DescribeFarm', {
  category: 'observe',
  payload: z.null(),
  result: z.object({ farmId: z.number(), publicIps: z.number(), nodes: z.array(nodeView) }),
})
