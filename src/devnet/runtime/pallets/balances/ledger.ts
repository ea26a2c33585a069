import { u128, vec } from '../../../scale/index.ts'
import { defaulted, defineStorage, type Execution } from '../../pallet/index.ts'
import { type AccountId, accountId, tokenError } from '../../primitives/index.ts'
import { event as systemEvent } from '../system/events.ts'
import { NO_ACCOUNT, systemStorage } from '../system/storage.ts'
import type { AccountInfo } from '../system/types.ts'
import { event, failure } from './events.ts'
import { balanceLock, frozenBy, type LockId, sameLock } from './locks.ts'

export const balancesStorage = defineStorage('Balances', {
  TotalIssuance: defaulted(u128, 0n, [], { docs: 'The total units issued in the system.' }),
  InactiveIssuance: defaulted(u128, 0n, [], { docs: 'The total units of outstanding deactivated balance.' }),
  Locks: defaulted(vec(balanceLock), [], [['Blake2_128Concat', accountId]], {
    docs: 'Any liquidity locks on some account balances.',
  }),
})

const { Account } = systemStorage
const { Locks, TotalIssuance } = balancesStorage

/** Whether an account may be emptied and reaped by what is taken from it. */
export type Preservation = 'expendable' | 'preserve'

/** Money: what other pallets do with balances. */
export interface Ledger {
  readonly existentialDeposit: bigint
  transfer(execution: Execution, from: AccountId, to: AccountId, amount: bigint, preservation: Preservation): void
  /** What `who` may give away. */
  reducible(execution: Execution, who: AccountId, preservation: Preservation): bigint
  /** Moves free balance aside; `who` keeps at least the existential deposit. */
  reserve(execution: Execution, who: AccountId, amount: bigint): void
  /** Gives back at most what is reserved. */
  unreserve(execution: Execution, who: AccountId, amount: bigint): void
  /** Gives of what `from` has reserved, at most that, to `to`, for its own use. @returns what was given */
  repatriate(execution: Execution, from: AccountId, to: AccountId, amount: bigint): bigint
  /** Takes of what `who` has reserved, at most that, out of existence. @returns what was taken */
  burnReserved(execution: Execution, who: AccountId, amount: bigint): bigint
  /** What `who` has free and not locked. */
  usable(execution: Execution, who: AccountId): bigint
  /** Makes `amount` of what `who` has free its own but not for it to give away; nothing at 0. Locks overlap, they do not add up. */
  lock(execution: Execution, who: AccountId, id: LockId, amount: bigint): void
  /** Takes of what `who` has free out of existence; `who` stays alive. @throws when it cannot */
  burn(execution: Execution, who: AccountId, amount: bigint): void
  /** Brings money into existence. */
  mint(execution: Execution, who: AccountId, amount: bigint): void
  /** Takes a fee out of existence; `false` when `who` cannot pay and stay alive. */
  withdrawFee(execution: Execution, who: AccountId, amount: bigint): boolean
}

export function createLedger(existentialDeposit: bigint): Ledger {
  const free = (execution: Execution, who: AccountId) => Account.get(execution.storage, who).data.free

  function write(
    execution: Execution,
    who: AccountId,
    info: AccountInfo,
    balances: { free: bigint; reserved: bigint },
  ) {
    const { storage } = execution
    const consumers = balances.reserved > 0n ? 1 : 0
    const data = { ...info.data, ...balances }
    if (balances.free >= existentialDeposit || balances.reserved > 0n) {
      if (info.providers === 0) execution.deposit(systemEvent.NewAccount({ account: who }))
      Account.set(storage, who, { ...info, providers: 1, consumers, data })
      if (info.providers === 0) execution.deposit(event.Endowed({ account: who, free_balance: balances.free }))
      return
    }
    Account.remove(storage, who)
    if (info.providers > 0) execution.deposit(systemEvent.KilledAccount({ account: who }))
    if (balances.free > 0n) {
      TotalIssuance.set(storage, TotalIssuance.get(storage) - balances.free)
      execution.deposit(event.DustLost({ account: who, amount: balances.free }))
    }
  }

  function reducible(execution: Execution, who: AccountId, preservation: Preservation) {
    const { data, consumers } = Account.get(execution.storage, who)
    const alive = preservation === 'preserve' || consumers > 0 ? existentialDeposit : 0n
    return above(data.free, data.frozen > alive ? data.frozen : alive)
  }

  /** What is left of `data` once `amount` is gone is enough to live on, and to keep what is locked. */
  const leavesEnough = ({ free, frozen }: AccountInfo['data'], amount: bigint) =>
    free - amount >= existentialDeposit && free - amount >= frozen

  return {
    existentialDeposit,
    reducible,

    usable(execution, who) {
      const { free, frozen } = Account.get(execution.storage, who).data
      return above(free, frozen)
    },

    lock(execution, who, id, amount) {
      const { storage } = execution
      const others = Locks.get(storage, who).filter((lock) => !sameLock(lock.id, id))
      const locks = amount > 0n ? [...others, { id, amount, reasons: { type: 'All' as const } }] : others
      if (locks.length > 0) Locks.set(storage, who, locks)
      else Locks.remove(storage, who)
      const info = Account.get(storage, who)
      const frozen = frozenBy(locks)
      if (info.data.frozen === frozen) return
      Account.set(storage, who, { ...info, data: { ...info.data, frozen } })
      if (frozen > info.data.frozen) execution.deposit(event.Locked({ who, amount: frozen - info.data.frozen }))
      else execution.deposit(event.Unlocked({ who, amount: info.data.frozen - frozen }))
    },

    burn(execution, who, amount) {
      const { storage } = execution
      const info = Account.get(storage, who)
      if (amount === 0n) return
      if (!leavesEnough(info.data, amount)) throw failure.LiquidityRestrictions()
      write(execution, who, info, { ...info.data, free: info.data.free - amount })
      TotalIssuance.set(storage, TotalIssuance.get(storage) - amount)
      execution.deposit(event.Withdraw({ who, amount }))
    },

    transfer(execution, from, to, amount, preservation) {
      const { storage } = execution
      const source = Account.get(storage, from)
      if (source.data.free < amount) throw tokenError('FundsUnavailable')
      if (amount > 0n && amount > reducible(execution, from, 'expendable')) throw tokenError('Frozen')
      if (preservation === 'preserve' && source.data.free - amount < existentialDeposit)
        throw tokenError('NotExpendable')
      if (Buffer.compare(from, to) === 0) return
      if (free(execution, to) + amount < existentialDeposit) throw tokenError('BelowMinimum')
      if (amount > 0n) {
        write(execution, from, source, { ...source.data, free: source.data.free - amount })
        const target = Account.get(storage, to)
        write(execution, to, target, { ...target.data, free: target.data.free + amount })
      }
      execution.deposit(event.Transfer({ from, to, amount }))
    },

    reserve(execution, who, amount) {
      if (amount === 0n) return
      const info = Account.get(execution.storage, who)
      const { data } = info
      if (data.free < amount + existentialDeposit) throw failure.InsufficientBalance()
      if (!leavesEnough(data, amount)) throw failure.LiquidityRestrictions()
      write(execution, who, info, { free: data.free - amount, reserved: data.reserved + amount })
      execution.deposit(event.Reserved({ who, amount }))
    },

    unreserve(execution, who, amount) {
      const info = Account.get(execution.storage, who)
      const { data } = info
      const returned = amount < data.reserved ? amount : data.reserved
      if (returned === 0n) return
      write(execution, who, info, { free: data.free + returned, reserved: data.reserved - returned })
      execution.deposit(event.Unreserved({ who, amount: returned }))
    },

    repatriate(execution, from, to, amount) {
      const source = Account.get(execution.storage, from)
      const given = amount < source.data.reserved ? amount : source.data.reserved
      if (given === 0n) return given
      write(execution, from, source, { free: source.data.free, reserved: source.data.reserved - given })
      const target = Account.get(execution.storage, to)
      write(execution, to, target, { free: target.data.free + given, reserved: target.data.reserved })
      execution.deposit(event.ReserveRepatriated({ from, to, amount: given, destination_status: { type: 'Free' } }))
      return given
    },

    burnReserved(execution, who, amount) {
      const { storage } = execution
      const info = Account.get(storage, who)
      const taken = amount < info.data.reserved ? amount : info.data.reserved
      if (taken === 0n) return taken
      write(execution, who, info, { free: info.data.free, reserved: info.data.reserved - taken })
      TotalIssuance.set(storage, TotalIssuance.get(storage) - taken)
      execution.deposit(event.Slashed({ who, amount: taken }))
      return taken
    },

    mint(execution, who, amount) {
      const { storage } = execution
      const info = Account.get(storage, who)
      if (amount === 0n) return
      TotalIssuance.set(storage, TotalIssuance.get(storage) + amount)
      write(execution, who, info, { free: info.data.free + amount, reserved: info.data.reserved })
      execution.deposit(event.Deposit({ who, amount }))
    },

    withdrawFee(execution, who, amount) {
      const { storage } = execution
      const info = Account.get(storage, who)
      if (amount === 0n) return true
      if (!leavesEnough(info.data, amount)) return false
      write(execution, who, info, { ...info.data, free: info.data.free - amount })
      TotalIssuance.set(storage, TotalIssuance.get(storage) - amount)
      execution.deposit(event.Withdraw({ who, amount }))
      return true
    },
  }
}

const above = (amount: bigint, kept: bigint): bigint => (amount > kept ? amount - kept : 0n)

export const endowed = (free: bigint): AccountInfo => ({
  ...NO_ACCOUNT,
  providers: 1,
  data: { ...NO_ACCOUNT.data, free },
})
