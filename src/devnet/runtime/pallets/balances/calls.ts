import { bool, compact, u128 } from '../../../scale/index.ts'
import { call, defineCalls, signedBy } from '../../pallet/index.ts'
import { accountOf, multiAddress } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { balancesIdentity } from './identity.ts'
import type { Ledger } from './ledger.ts'

const weight = () => nominalWeight(2, 2, 50_000_000n)
const destAndValue = { dest: multiAddress, value: compact(u128) } as const

export const createCalls = (ledger: Ledger) =>
  defineCalls(balancesIdentity, {
    transfer_allow_death: call(
      { index: 0, args: destAndValue, weight, docs: 'Transfer some liquid free balance to another account.' },
      (execution, origin, { dest, value }) =>
        ledger.transfer(execution, signedBy(origin), accountOf(dest), value, 'expendable'),
    ),
    transfer_keep_alive: call(
      {
        index: 3,
        args: destAndValue,
        weight,
        docs: 'Same as transfer_allow_death, but the sender account stays alive.',
      },
      (execution, origin, { dest, value }) =>
        ledger.transfer(execution, signedBy(origin), accountOf(dest), value, 'preserve'),
    ),
    transfer_all: call(
      {
        index: 4,
        args: { dest: multiAddress, keep_alive: bool },
        weight,
        docs: 'Transfer the entire transferable balance from the caller account.',
      },
      (execution, origin, { dest, keep_alive }) => {
        const from = signedBy(origin)
        const preservation = keep_alive ? 'preserve' : 'expendable'
        ledger.transfer(execution, from, accountOf(dest), ledger.reducible(execution, from, preservation), preservation)
      },
    ),
  })
