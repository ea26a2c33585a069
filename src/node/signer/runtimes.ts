import { readFile } from 'node:fs/promises'
import { expandMetadata, hexToU8a, Metadata, TypeRegistry } from '#polkadot'

/** What the signer knows of one runtime version. */
export interface KnownRuntime {
  readonly specVersion: number
  readonly registry: TypeRegistry
  /** All calls, as `Pallet.call` with the names of the metadata. */
  readonly calls: readonly string[]
  /** The call that begins with these two bytes. */
  callAt(pallet: number, call: number): string | undefined
}

/** @throws when the file cannot be read, or is no metadata */
export async function readRuntime(file: string): Promise<KnownRuntime> {
  const registry = new TypeRegistry()
  const metadata = new Metadata(registry, bytesOf(await readFile(file)))
  registry.setMetadata(metadata)
  const version = expandMetadata(registry, metadata).consts['system']?.['version']?.toJSON()
  const { specVersion } = (version ?? {}) as { specVersion?: unknown }
  if (typeof specVersion !== 'number') throw new Error('it names no version of the runtime')
  const calls = registry.metadata.pallets.flatMap(({ name, index, calls }) =>
    calls.isNone
      ? []
      : registry.lookup.getSiType(calls.unwrap().type).def.asVariant.variants.map((call) => ({
          name: `${name}.${call.name}`,
          begins: [index.toNumber(), call.index.toNumber()],
        })),
  )
  return {
    specVersion,
    registry,
    calls: calls.map(({ name }) => name),
    callAt: (pallet, call) => calls.find(({ begins }) => begins[0] === pallet && begins[1] === call)?.name,
  }
}

/** SCALE begins with `meta`; everything else is text. */
function bytesOf(content: Buffer): Uint8Array {
  if (content.subarray(0, 4).toString('latin1') === 'meta') return new Uint8Array(content)
  const text = content.toString('utf8').trim()
  const hex = text.startsWith('{') ? (JSON.parse(text) as { result?: unknown }).result : text
  if (typeof hex !== 'string' || !/^0x[0-9a-f]+$/i.test(hex)) throw new Error('it is no metadata')
  return hexToU8a(hex)
}
