import type { ApiPromise, SubmittableExtrinsic } from '#polkadot'
import { buildCall } from './build-call.ts'
import { type Call, call as callSchema, type Stream } from './events.ts'

/** How the calls of one extrinsic are put together. */
export interface Composition {
  readonly calls: readonly Call[]
  readonly mode: Stream['mode'] | undefined
  /** The account that the calls are made for by its proxy; hex. */
  readonly actsFor: string | undefined
}

/** One extrinsic for all of them: a call by itself as it is, several as a batch, and all of it through a proxy if need be. */
export function composeCall(api: ApiPromise, { calls, mode, actsFor }: Composition): SubmittableExtrinsic<'promise'> {
  const [first] = calls
  const inner: Call =
    calls.length === 1
      ? first!
      : { pallet: 'Utility', name: mode === 'all' ? 'batch_all' : 'force_batch', args: [calls] }
  if (actsFor === undefined) return buildCall(api, inner)
  return buildCall(api, { pallet: 'Proxy', name: 'proxy', args: [actsFor, null, inner] })
}

/** Whether what came of it can be told from what came of others beside it: a batch within a batch reports like its items. */
export const canShare = (call: Call): boolean =>
  !['Utility', 'Proxy', 'Multisig', 'Sudo'].includes(call.pallet) && !hasInnerCall(call.args)

function hasInnerCall(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasInnerCall)
  return callSchema.safeParse(value).success
}
