import { type AnyType, lazy, type Type, type Variants, variant } from '../scale/index.ts'
import type { Outer, Pallet } from './pallet/index.ts'

const CRATE = 'reeve_devnet_runtime'
const paths = { calls: `${CRATE}::RuntimeCall`, events: `${CRATE}::RuntimeEvent`, errors: `${CRATE}::RuntimeError` }

/** The runtime's enums of all pallets' calls, events and errors: one case a pallet, at the pallet's index. */
export interface OuterEnums {
  readonly call: Type<Outer>
  readonly event: Type<Outer>
  readonly error: AnyType
}

/** Pallets speak of these enums, and the enums of all pallets: they are read when both exist. */
export function createOuterEnums(pallets: () => readonly Pallet[]): OuterEnums {
  const once = (part: keyof typeof paths) => {
    let made: AnyType | undefined
    return () => (made ??= combine(part, pallets()))
  }
  const call = once('calls')
  const event = once('events')
  const error = once('errors')
  return {
    call: lazy(paths.calls, () => call() as Type<Outer>),
    event: lazy(paths.events, () => event() as Type<Outer>),
    error: lazy(paths.errors, error),
  }
}

function combine(part: keyof typeof paths, pallets: readonly Pallet[]): AnyType {
  const cases: Record<string, Variants[string]> = {}
  for (const { identity, calls, events, errors } of pallets) {
    const type = { calls: calls?.type, events, errors }[part]
    if (type) cases[identity.name] = { index: identity.index, of: type }
  }
  return variant(paths[part], cases) as unknown as AnyType
}
