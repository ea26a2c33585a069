import { describe, expect, it } from 'vitest'
import { Cursor } from '../../../src/chain/scale/cursor.ts'
import { createDecoders } from '../../../src/chain/scale/decode.ts'
import { createExtents } from '../../../src/chain/scale/extents.ts'
import { readTypes } from '../../../src/chain/scale/read-types.ts'
import { skipping } from '../../../src/chain/scale/skip.ts'
import { createAddresses } from '../../../src/chain/scale/ss58.ts'
import type { TypeTable } from '../../../src/chain/scale/type-table.ts'
import { createChance, createEncodings } from './generate.ts'
import { described, METADATA } from './runtimes.ts'

/**
 * What no event carries, and ours reads as it is described instead: identity data and eras by their variants, an outer event
 * by the names of its pallet and variant, an index among accounts as nothing, which is what it is encoded as.
 */
const OTHERWISE = /identity::types::Data$|generic::era::Era$|OpaqueMetadata$|RuntimeEvent$|MultiAddress$/

/** Types that have a type of `OTHERWISE` somewhere in them. */
function otherwise(table: TypeTable, ids: readonly number[]): ReadonlySet<number> {
  const found = new Set(ids.filter((id) => OTHERWISE.test(table.at(id).path)))
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const id of ids) if (parts(table, id).some((part) => found.has(part))) found.add(id)
  }
  return found
}

function parts(table: TypeTable, id: number): readonly number[] {
  const type = table.at(id)
  if (type.kind === 'composite') return type.fields.map((field) => field.type)
  if (type.kind === 'variant') return type.variants.flatMap(({ fields }) => fields.map((field) => field.type))
  if (type.kind === 'tuple') return type.of
  return type.kind === 'sequence' || type.kind === 'array' || type.kind === 'compact' ? [type.of] : []
}

describe('types by our decoder and by @polkadot/types', () => {
  it.each(['Polkadot V14', 'Kusama Asset Hub V15', 'Substrate V16', 'devnet V15'])(
    'have the same values, whether events carry them or not: %s',
    (name) => {
      const { registry } = described(METADATA[name]!)
      const table = readTypes(registry.lookup)
      const chance = createChance(11)
      const encodings = createEncodings(table, chance)
      const [extentOf, decoderOf] = [createExtents(table), createDecoders(table, createAddresses(registry.chainSS58!))]
      const ids = registry.lookup.types.map(({ id }) => id.toNumber())
      const left = otherwise(table, ids)
      const compared = ids.filter((id) => !left.has(id) && encodings.height(id) < Number.POSITIVE_INFINITY)
      for (const id of [...compared, ...compared]) {
        const bytes = Buffer.from(encodings.bytesOf(id))
        const cursor = new Cursor(bytes)
        const ours = decoderOf(id)(cursor)
        const label = `type ${id} ${table.at(id).path}`
        expect(cursor.offset, label).toBe(bytes.length)
        expect(skipping(extentOf(id))(bytes, 0), label).toBe(bytes.length)
        const theirs = registry.createTypeUnsafe(registry.createLookupType(id), [new Uint8Array(bytes)])
        expect(JSON.stringify(ours), label).toBe(JSON.stringify(theirs.toPrimitive(true)))
      }
      expect(compared.length).toBeGreaterThan(ids.length / 2)
    },
  )
})
