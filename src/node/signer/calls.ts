import type { Codec, TypeRegistry } from '#polkadot'

interface AnyCall extends Codec {
  readonly callIndex: Uint8Array
  readonly args: readonly Codec[]
}

/** A call and all calls among its arguments, however deep, as `Pallet.call`. A call that is given as mere bytes stays hidden. */
export function callsIn(registry: TypeRegistry, value: unknown): string[] {
  if (isCall(value)) {
    const [pallet, call] = value.callIndex
    return [nameOf(registry, pallet ?? 0, call ?? 0), ...value.args.flatMap((argument) => callsIn(registry, argument))]
  }
  return innerOf(value).flatMap((inner) => callsIn(registry, inner))
}

const isCall = (value: unknown): value is AnyCall =>
  typeof value === 'object' && value !== null && 'callIndex' in value && 'args' in value

/** What a list, map, struct, option or variant holds. */
function innerOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...value.entries()].flat()
  if (value instanceof Set) return [...value]
  if (typeof value !== 'object' || value === null) return []
  if ('inner' in value) return [value.inner]
  if ('isSome' in value && 'unwrap' in value) return value.isSome ? [(value.unwrap as () => unknown)()] : []
  return []
}

function nameOf(registry: TypeRegistry, palletIndex: number, callIndex: number): string {
  const pallet = registry.metadata.pallets.find(({ index }) => index.toNumber() === palletIndex)
  const type = pallet?.calls.unwrapOr(undefined)?.type
  const variants = type === undefined ? [] : registry.lookup.getSiType(type).def.asVariant.variants
  const call = [...variants].find(({ index }) => index.toNumber() === callIndex)
  return `${pallet?.name.toString() ?? palletIndex}.${call?.name.toString() ?? callIndex}`
}
