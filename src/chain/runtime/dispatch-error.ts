import { z } from 'zod'
import { type ApiPromise, hexToU8a } from '#polkadot'

const moduleError = z.object({ module: z.object({ index: z.number(), error: z.string() }) })

/** Names a dispatch error: a pallet's own by pallet and error, the runtime's by its kind. */
export function dispatchErrorName(api: ApiPromise, error: unknown): { pallet: string; name: string } {
  const parsed = moduleError.safeParse(error)
  if (!parsed.success) return { pallet: 'Runtime', name: kindOf(error) }
  const { index, error: bytes } = parsed.data.module
  const pallet = api.runtimeMetadata.asLatest.pallets.find((candidate) => candidate.index.toNumber() === index)
  const variants =
    pallet === undefined || pallet.errors.isNone
      ? []
      : api.registry.lookup.getSiType(pallet.errors.unwrap().type).def.asVariant.variants
  const [variantIndex] = hexToU8a(bytes)
  const variant = variants.find((candidate) => candidate.index.toNumber() === variantIndex)
  return { pallet: pallet?.name.toString() ?? `#${index}`, name: variant?.name.toString() ?? `#${variantIndex}` }
}

/** `BadOrigin`, or for one with a detail `token.FundsUnavailable`. */
function kindOf(error: unknown): string {
  if (typeof error === 'string') return error
  const [entry] = Object.entries((error ?? {}) as Record<string, unknown>)
  return entry === undefined ? 'Unknown' : entry.map(String).join('.')
}
