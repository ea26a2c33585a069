import type { ApiPromise, SubmittableExtrinsic } from '#polkadot'
import { camelCase, lowerFirst, unknownItem } from '../runtime/names.ts'
import { type Call, call as callSchema } from './events.ts'

/**
 * The extrinsic of a call. A call among the arguments, as in a batch or through a proxy, is written like the outer one.
 *
 * @throws ChainError `unknown-item` when the runtime has no such call; what the types throw for arguments that do not fit
 */
export function buildCall(api: ApiPromise, { pallet, name, args }: Call): SubmittableExtrinsic<'promise'> {
  const calls = api.tx[lowerFirst(pallet)]
  const build = calls?.[camelCase(name)]
  if (build === undefined) throw unknownItem(`call ${pallet}.${name}`, Object.keys(calls ?? api.tx))
  return build(...args.map((argument) => builtArgument(api, argument)))
}

function builtArgument(api: ApiPromise, argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map((each) => builtArgument(api, each))
  const nested = callSchema.safeParse(argument)
  return nested.success ? buildCall(api, nested.data).method : argument
}
