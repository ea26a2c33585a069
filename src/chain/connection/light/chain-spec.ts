import { z } from 'zod'

/** The specification of a chain, as its node writes it with `build-spec --raw`. */
export interface ChainSpec {
  readonly id: string
  /** Id of the relay chain; only a parachain has one. */
  readonly relayChain: string | undefined
  readonly bootnodes: number
  /** As it was read. */
  readonly text: string
}

const spec = z.looseObject({
  id: z.string(),
  name: z.string(),
  bootNodes: z.array(z.unknown()).default([]),
  // Written the one way by Substrate, the other way by some tools.
  relay_chain: z.string().optional(),
  relayChain: z.string().optional(),
  lightSyncState: z.unknown().optional(),
  genesis: z.looseObject({ raw: z.looseObject({}).optional(), stateRootHash: z.string().optional() }),
})

/** @returns the specification, or the reason why it is none that a light client can start from */
export function readChainSpec(text: string): ChainSpec | { readonly reason: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { reason: 'is not JSON' }
  }
  const parsed = spec.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { reason: `is no chain spec: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}` }
  }
  const { id, bootNodes, relay_chain, relayChain = relay_chain, lightSyncState, genesis } = parsed.data
  if (genesis.raw === undefined && genesis.stateRootHash === undefined)
    return { reason: 'is not a raw chain spec: its genesis is still to be computed by a runtime' }
  // A parachain is synchronized by its relay chain; any other begins at a block whose authorities are known.
  if (genesis.raw === undefined && relayChain === undefined && lightSyncState == null)
    return { reason: 'has neither the storage of its genesis nor a checkpoint (lightSyncState)' }
  return { id, relayChain, bootnodes: bootNodes.length, text }
}
