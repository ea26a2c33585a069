import { z } from 'zod'
import { chainFact } from '../../../src/chain/decoder/chain-fact.ts'
import { accountId, balance } from '../../../src/storage/types.ts'

const weight = z.object({ refTime: z.coerce.bigint(), proofSize: z.coerce.bigint() })

const success = chainFact(
  'bench.Success',
  { pallet: 'System', event: 'ExtrinsicSuccess' },
  { dispatchInfo: z.object({ weight, class: z.string(), paysFee: z.string() }) },
)

const transferred = chainFact(
  'bench.Transferred',
  { pallet: 'Balances', event: 'Transfer' },
  { from: accountId, to: accountId, amount: balance },
)

/** What is consumed of a block: the two events that say how its extrinsics went, its transfers, or every event it has. */
export const CONSUMED = {
  two: [success],
  transfers: [transferred],
  all: [
    success,
    transferred,
    chainFact('bench.Remarked', { pallet: 'System', event: 'Remarked' }, { sender: accountId, hash: z.string() }),
    chainFact('bench.ItemCompleted', { pallet: 'Utility', event: 'ItemCompleted' }, {}),
    chainFact('bench.BatchCompleted', { pallet: 'Utility', event: 'BatchCompleted' }, {}),
    chainFact('bench.Withdraw', { pallet: 'Balances', event: 'Withdraw' }, { who: accountId, amount: balance }),
    chainFact(
      'bench.FeePaid',
      { pallet: 'TransactionPayment', event: 'TransactionFeePaid' },
      { who: accountId, actualFee: balance, tip: balance },
    ),
  ],
} as const
