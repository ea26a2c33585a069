import { u128 } from '../../../scale/index.ts'
import { constant, definePallet } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { systemStorage } from '../system/storage.ts'
import { createCalls } from './calls.ts'
import { balancesErrors, balancesEvents } from './events.ts'
import { balancesIdentity } from './identity.ts'
import { balancesStorage, endowed, type Ledger } from './ledger.ts'

export interface BalancesGenesis {
  endowed: ReadonlyArray<{ account: AccountId; balance: bigint }>
}

export const createBalances = (genesis: BalancesGenesis, ledger: Ledger) =>
  definePallet({
    identity: balancesIdentity,
    calls: createCalls(ledger),
    events: balancesEvents,
    errors: balancesErrors,
    storage: balancesStorage,
    constants: {
      ExistentialDeposit: constant(u128, ledger.existentialDeposit, 'The minimum amount to keep an account open.'),
    },
    genesis(storage) {
      for (const { account, balance } of genesis.endowed) systemStorage.Account.set(storage, account, endowed(balance))
      const issued = genesis.endowed.reduce((sum, { balance }) => sum + balance, 0n)
      balancesStorage.TotalIssuance.set(storage, issued)
    },
  })

export { createLedger, type Ledger } from './ledger.ts'
