import polkadot from '@polkadot/types-support/metadata/static-polkadot'
import { z } from 'zod'
import { type ChainFact, chainFact } from '../../../src/chain/decoder/chain-fact.ts'
import { eventLayout } from '../../../src/chain/scale/event-layout.ts'
import { readTypes } from '../../../src/chain/scale/read-types.ts'
import { accountId, balance } from '../../../src/storage/types.ts'
import { blockOf } from '../../chain/scale/blocks.ts'
import { createChance, createEncodings, everyEvent } from '../../chain/scale/generate.ts'
import { eventsType } from '../../chain/scale/reference.ts'
import { described } from '../../chain/scale/runtimes.ts'

export const runtime = described(polkadot)
const who = { who: accountId, amount: balance }
const weight = z.object({ refTime: z.coerce.bigint(), proofSize: z.coerce.bigint() })

/** What a block is made of, of a hundred events; and the facts that are made of it. */
export const MIX: readonly { readonly share: number; readonly fact: ChainFact }[] = [
  { share: 17, fact: chainFact('bench.Withdraw', { pallet: 'Balances', event: 'Withdraw' }, who) },
  { share: 17, fact: chainFact('bench.Deposit', { pallet: 'Balances', event: 'Deposit' }, who) },
  {
    share: 17,
    fact: chainFact(
      'bench.Transfer',
      { pallet: 'Balances', event: 'Transfer' },
      { from: accountId, to: accountId, amount: balance },
    ),
  },
  { share: 16, fact: chainFact('bench.Reserved', { pallet: 'Balances', event: 'Reserved' }, who) },
  {
    share: 15,
    fact: chainFact(
      'bench.FeePaid',
      { pallet: 'TransactionPayment', event: 'TransactionFeePaid' },
      { who: accountId, actualFee: balance, tip: balance },
    ),
  },
  {
    share: 16,
    fact: chainFact(
      'bench.Success',
      { pallet: 'System', event: 'ExtrinsicSuccess' },
      { dispatchInfo: z.object({ weight, class: z.string(), paysFee: z.string() }) },
    ),
  },
  { share: 2, fact: chainFact('bench.Noted', { pallet: 'Preimage', event: 'Noted' }, { hash: z.string() }) },
]

/** JSON-RPC's answer to the question for a block's events; no account is in it twice. */
export function replyWith(events: number): string {
  const table = readTypes(runtime.registry.lookup)
  const layout = eventLayout(table, eventsType(runtime))
  const chance = createChance(events)
  const encodings = createEncodings(table, chance)
  const mixed = MIX.flatMap(({ share, fact }) => Array.from({ length: share }, () => fact.source))
  const records: number[][] = []
  while (records.length < events) {
    // Spread evenly: 37 and 100 have no divisor in common.
    const { pallet, event } = mixed[(records.length * 37) % mixed.length]!
    records.push(...everyEvent(layout, encodings, chance, (name) => name === `${pallet}.${event}`))
  }
  return JSON.stringify({ jsonrpc: '2.0', id: 1, result: `0x${blockOf(records).toString('hex')}` })
}
