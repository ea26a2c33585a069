import type { ActorHandle, Duration, Refusal } from '../../../kernel/index.ts'
import type { Negotiator } from '../../placement/negotiator.ts'
import type { Found, NoNode } from '../../placement/planner.ts'
import type { PlacementRequest } from '../../placement/request.ts'
import { AbandonRoom, NegotiateRoom } from './events.ts'

/** One node for each request, or why there is none for one of them. */
export type FoundTogether = { readonly nodes: readonly number[] } | { readonly refusal: NoNode }

export interface GroupNegotiator extends Negotiator {
  /** All of them, or none; otherwise like `place`. */
  placeTogether(
    name: string,
    requests: readonly PlacementRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<FoundTogether>
}

/** It came to nothing this time. Retryable. */
export class NegotiationError extends Error {
  readonly code: string
  readonly retryable: boolean

  constructor({ code, reason = code, retryable }: Refusal) {
    super(`the nodes were asked in vain: ${reason}`)
    this.name = 'NegotiationError'
    this.code = reason
    this.retryable = retryable
  }
}

/** @param asker of a unit that may ask for `NegotiateRoom` and `AbandonRoom` @param deadline longer than a node takes to wake */
export function createNegotiator(asker: Pick<ActorHandle, 'ask'>, deadline: Duration = '65m'): GroupNegotiator {
  async function placeTogether(
    name: string,
    requests: readonly PlacementRequest[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<FoundTogether> {
    const outcome = await asker.ask(NegotiateRoom, { name, requests }, { signal, deadline })
    if (outcome.ok) return outcome.value
    const { refusal } = outcome
    const { code, reason, detail } = refusal
    if (code === 'cancelled') await asker.ask(AbandonRoom, { name, nodes: [] })
    if (reason === 'no-node' || reason === 'not-enough-public-ips')
      return { refusal: { code: reason, ...(detail as object) } as NoNode }
    throw new NegotiationError(refusal)
  }

  return {
    placeTogether,
    async release(name, nodes) {
      await asker.ask(AbandonRoom, { name, nodes })
    },
    async place(name, request, options): Promise<Found> {
      const found = await placeTogether(name, [request], options)
      return 'refusal' in found ? found : { node: found.nodes[0]! }
    },
  }
}
