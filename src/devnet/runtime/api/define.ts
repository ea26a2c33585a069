import { blake2AsHex } from '#polkadot'
import { type AnyType, decode, encode, type Fields, type FieldsValue, type Type, tuple } from '../../scale/index.ts'
import type { ChainContext, StateView, Validity } from '../../types.ts'
import type { BlockExecution } from '../executive/execution.ts'

/** What a runtime API answers from. */
export interface ApiState {
  state: StateView
  context: ChainContext
  /** The state as the next block's first extrinsic would find it. */
  open(): BlockExecution
  validate(extrinsic: Uint8Array): Validity
}

export interface ApiMethod {
  readonly inputs: Fields
  readonly output: AnyType
  readonly docs: string
  answer(state: ApiState, input: Uint8Array): Uint8Array
}

export interface RuntimeApi {
  readonly name: string
  /** 8 bytes of the hash of its name, `0x` hex. */
  readonly id: string
  readonly version: number
  readonly methods: Readonly<Record<string, ApiMethod>>
}

export const defineApi = (name: string, version: number, methods: RuntimeApi['methods']): RuntimeApi => ({
  name,
  id: blake2AsHex(name, 64),
  version,
  methods,
})

/** One method: what metadata says of it, and what it answers. */
export function method<const I extends Fields, O>(
  spec: { inputs: I; output: Type<O>; docs: string },
  answer: (state: ApiState, inputs: FieldsValue<I>) => O,
): ApiMethod {
  const names = Object.keys(spec.inputs)
  const inputs = tuple(...Object.values(spec.inputs))
  return {
    ...spec,
    answer(state, input) {
      const values = decode(inputs, input) as unknown[]
      const named = Object.fromEntries(names.map((name, i) => [name, values[i]])) as FieldsValue<I>
      return encode(spec.output, answer(state, named))
    },
  }
}
