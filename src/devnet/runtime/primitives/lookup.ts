import type { Infer } from '../../scale/index.ts'
import type { AccountId, multiAddress } from './account.ts'
import { DispatchFailure } from './dispatch-error.ts'

/** This chain looks accounts up by id only. */
export function accountOf(address: Infer<typeof multiAddress>): AccountId {
  if (address.type === 'Id') return address.value
  throw new DispatchFailure({ type: 'CannotLookup' })
}
