import { z } from 'zod'
import { command } from '../../kernel/index.ts'
import { blockRef } from '../decoder/chain-fact.ts'

/** What a read found. `value` is plain data: numbers or decimal strings, hex for bytes, addresses as text. */
export const stateValue = z.unknown()

/**
 * One value of the chain's state as of a block: a storage item by its name in the metadata, with all its keys. `null` when an
 * optional item is empty. Default block: the last finalized one delivered.
 */
export const ReadState = command('chain.ReadState', {
  category: 'observe',
  payload: z.object({
    pallet: z.string(),
    item: z.string(),
    keys: z.array(z.unknown()).default([]),
    at: z.string().optional(),
  }),
  result: stateValue,
})

/** All entries of a map, or those under the first of its keys. */
export const ReadEntries = command('chain.ReadEntries', {
  category: 'observe',
  payload: z.object({
    pallet: z.string(),
    item: z.string(),
    keys: z.array(z.unknown()).default([]),
    at: z.string().optional(),
  }),
  result: z.array(z.object({ keys: z.array(z.unknown()), value: stateValue })),
})

/** A constant of a pallet. */
export const ReadConstant = command('chain.ReadConstant', {
  category: 'observe',
  payload: z.object({ pallet: z.string(), name: z.string() }),
  result: stateValue,
})

/**
 * How a storage item is laid out in the state after a block, or without one by the runtime in force: the number of its keys, 0 for a
 * plain value. In a block that brings another runtime the two differ.
 */
export const DescribeItem = command('chain.DescribeItem', {
  category: 'observe',
  payload: z.object({ pallet: z.string(), item: z.string(), at: z.string().optional() }),
  result: z.object({ keys: z.number() }),
})

/** The last finalized block that was delivered: reads that belong together are made at its hash. */
export const ReadHead = command('chain.ReadHead', { category: 'observe', payload: z.null(), result: blockRef })
