import { ethereumEncode } from '#polkadot'
import { list, map, record, tuple } from './collections.ts'
import type { Decode } from './cursor.ts'
import { unsigned } from './integers.ts'
import { Malformed, unknownVariant } from './malformed.ts'
import { bytes } from './scalars.ts'
import { bare, type Type, type TypeTable } from './type-table.ts'

/** Writes the account (32 bytes) at an offset as an address. */
export type Addresses = (bytes: Buffer, offset: number) => string

interface Compiler {
  readonly table: TypeTable
  readonly addresses: Addresses
  decoderOf(id: number): Decode
}

/** The decoder of a type whose values are not what its parts would make them; told by its path. */
export function specialDecoder(type: Type, compiler: Compiler): Decode | undefined {
  const special = SPECIAL.find(({ path }) => path.test(type.path))
  return special?.decoder(type, compiler)
}

const SPECIAL: readonly { readonly path: RegExp; decoder(type: Type, compiler: Compiler): Decode }[] = [
  {
    path: /^sp_core::crypto::AccountId32$/,
    decoder:
      (_, { addresses }) =>
      (cursor) =>
        addresses(cursor.bytes, cursor.take(32)),
  },
  {
    path: /(^|_)account::AccountId20$|^polkadot_runtime_common::claims::EthereumAddress$/,
    decoder: () => (cursor) => {
      const start = cursor.take(20)
      return ethereumEncode(cursor.bytes.subarray(start, start + 20))
    },
  },
  { path: /^primitive_types::U(128|256|512)$/, decoder: ({ path }) => unsigned(Number(path.slice(-3)) / 8) },
  { path: /(^|_)(democracy|conviction_voting)::vote::Vote$/, decoder: () => vote },
  { path: /^Option$/, decoder: ({ params }, { decoderOf }) => option(decoderOf(params[0]!)) },
  { path: /^BTreeSet$/, decoder: ({ params }, { decoderOf }) => list(decoderOf(params[0]!)) },
  { path: /^BTreeMap$/, decoder: ({ params }, { decoderOf }) => map(decoderOf(params[0]!), decoderOf(params[1]!)) },
  {
    path: /^Range(Inclusive)?(::|$)/,
    decoder: ({ params }, { decoderOf }) => tuple([decoderOf(params[0]!), decoderOf(params[0]!)]),
  },
  // Their content may be of a runtime to come: what does not decode is left as it is.
  { path: /(^|::)Wrapper(Keep)?Opaque$/, decoder: () => bytes },
  { path: /^\w+_runtime::RuntimeCall$/, decoder: call },
]

function option(some: Decode): Decode {
  return (cursor) => {
    const byte = cursor.byte()
    if (byte > 1) throw unknownVariant(byte, cursor.offset - 1)
    return byte === 0 ? null : some(cursor)
  }
}

const CONVICTIONS = ['None', 'Locked1x', 'Locked2x', 'Locked3x', 'Locked4x', 'Locked5x', 'Locked6x']

/** One byte: the highest bit is aye, the others say for how long the votes are locked. */
const vote: Decode = (cursor) => {
  const byte = cursor.byte()
  const conviction = CONVICTIONS[byte & 0x7f]
  if (conviction === undefined) throw new Malformed(`${byte & 0x7f} is no conviction`, cursor.offset - 1)
  return { aye: byte > 0x7f, conviction }
}

/** A call by its indices, `{ callIndex: '0x0001', args }`, the arguments under the names of the runtime's source. */
function call(type: Type, { table, decoderOf }: Compiler): Decode {
  const pallets = new Map<number, Map<number, Decode>>()
  for (const pallet of type.kind === 'variant' ? type.variants : []) {
    const calls = bare(table, pallet.fields[0]!.type)
    if (calls.kind !== 'variant') continue
    const decoders = calls.variants.map(({ index, fields }): [number, Decode] => {
      const names = fields.map(({ name }, position) => name ?? `param${position}`)
      return [
        index,
        record(
          names,
          fields.map((field) => decoderOf(field.type)),
        ),
      ]
    })
    pallets.set(pallet.index, new Map(decoders))
  }
  return (cursor) => {
    const start = cursor.take(2)
    const args = pallets.get(cursor.bytes[start]!)?.get(cursor.bytes[start + 1]!)
    const callIndex = cursor.bytes.toString('hex', start, start + 2)
    if (args === undefined) throw new Malformed(`there is no call 0x${callIndex}`, start)
    return { callIndex: `0x${callIndex}`, args: args(cursor) }
  }
}
