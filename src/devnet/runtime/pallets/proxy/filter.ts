import type { Outer } from '../../pallet/index.ts'
import type { ProxyType } from './types.ts'

const REMARKS: ReadonlySet<string> = new Set(['remark', 'remark_with_event'])

/** Whether a delegate of this kind may make a call. What a call carries inside is looked at as well. */
export function mayMake(kind: ProxyType['type'], { type: pallet, value }: Outer): boolean {
  if (kind === 'Any') return true
  if (pallet === 'Utility') {
    const { calls } = value.value as { calls: readonly Outer[] }
    return calls.every((call) => mayMake(kind, call))
  }
  // A delegate must not make itself, or others, delegates of more.
  if (pallet === 'Proxy') return false
  if (kind === 'NonTransfer') return pallet !== 'Balances'
  return pallet === 'StorageProvider' || (pallet === 'System' && REMARKS.has(value.type))
}
