import type { Call } from '../../chain/transactions/events.ts'
import type { ProviderContact, ProviderInfo } from '../types.ts'
import type { ProviderStateConfig } from './config.ts'

/** Everything that decides what is to be done, as of one finalized block. */
export interface ProviderCase {
  /** Null while it is not registered. */
  readonly entry: (ProviderInfo & ProviderContact) | null
  readonly minStakePerByte: bigint
  readonly minProviderStake: bigint
  /** Number of the block. */
  readonly at: number
}

export type ErrandKind = 'register' | 'settings' | 'stake' | 'announce-leave' | 'complete-leave' | 'cancel-leave'

/** One step towards what the operator wants; `reason` why the chain would refuse it, which is then not tried. */
export interface Errand {
  readonly kind: ErrandKind
  /** Of what it was before and is to be: the same step by the same name. */
  readonly fingerprint: string
  readonly call: Call
  readonly reason?: string
}

const errand = (
  kind: ErrandKind,
  fingerprint: string,
  name: string,
  args: unknown[],
  reason: string | undefined,
): Errand => ({
  kind,
  fingerprint,
  call: { pallet: 'StorageProvider', name, args },
  ...(reason === undefined ? {} : { reason }),
})

/** @param key that signs for the provider; hex. @returns the next step, if there is one */
export function nextErrand(
  state: ProviderCase,
  wanted: ProviderStateConfig,
  key: { readonly account: string; readonly type: string },
): Errand | undefined {
  if (state.entry === null) return registering(state, wanted, key)
  if (wanted.leave) return leaving(state.entry, state.at)
  if (state.entry.deregisterAt !== null) return errand('cancel-leave', '', 'cancel_deregister', [], undefined)
  return staking(state.entry, wanted) ?? setting(state.entry, state, wanted)
}

function registering(
  { minProviderStake }: ProviderCase,
  { register, leave, publicAddress }: ProviderStateConfig,
  { account, type }: { readonly account: string; readonly type: string },
): Errand | undefined {
  if (register === undefined || leave) return undefined
  const address = `0x${Buffer.from(publicAddress).toString('hex')}`
  const reason =
    type === 'ecdsa'
      ? 'the key of an ecdsa account is not known here; register by other means'
      : register.stake < minProviderStake
        ? `register.stake is ${register.stake}; the chain wants at least ${minProviderStake}`
        : undefined
  return errand('register', '', 'register_provider', [address, account, register.stake], reason)
}

function leaving({ deregisterAt, committedBytes }: ProviderInfo, at: number): Errand | undefined {
  if (deregisterAt === null) {
    const reason = committedBytes > 0n ? `${committedBytes} bytes are still stored for others` : undefined
    return errand('announce-leave', '', 'deregister_provider', [], reason)
  }
  const reason = at < deregisterAt ? `it can be completed from block ${deregisterAt} on` : undefined
  return errand('complete-leave', String(deregisterAt), 'complete_deregister', [], reason)
}

function staking({ stake }: ProviderInfo, { stake: wanted }: ProviderStateConfig): Errand | undefined {
  if (wanted === undefined || stake >= wanted.atLeast) return undefined
  return errand('stake', `${stake}/${wanted.atLeast}`, 'add_stake', [wanted.atLeast - stake], undefined)
}

function setting(
  { settings, stake, committedBytes }: ProviderInfo,
  { minStakePerByte }: ProviderCase,
  { settings: wanted }: ProviderStateConfig,
): Errand | undefined {
  if (wanted === undefined) return undefined
  const said = Object.entries(wanted).filter(([, value]) => value !== undefined)
  const next: ProviderInfo['settings'] = { ...settings, ...Object.fromEntries(said) }
  const [before, after] = [textOf(settings), textOf(next)]
  if (before === after) return undefined
  const { minDuration, maxDuration, maxCapacity } = next
  const reason =
    minDuration > maxDuration
      ? `settings.minDuration is ${minDuration}, above settings.maxDuration of ${maxDuration}`
      : maxCapacity !== 0n && maxCapacity < committedBytes
        ? `settings.maxCapacity is ${maxCapacity}, and ${committedBytes} bytes are stored already`
        : maxCapacity !== 0n && stake < maxCapacity * minStakePerByte
          ? `settings.maxCapacity of ${maxCapacity} needs a stake of ${maxCapacity * minStakePerByte}; it is ${stake}`
          : undefined
  return errand('settings', `${before}/${after}`, 'update_provider_settings', [next], reason)
}

/** Settings in an order of their own, so that they can be compared. */
const textOf = (settings: ProviderInfo['settings']): string =>
  Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
