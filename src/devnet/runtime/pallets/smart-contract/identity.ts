import type { PalletIdentity } from '../../pallet/index.ts'

export const smartContractIdentity = {
  name: 'SmartContractModule',
  index: 26,
  module: 'pallet_smart_contract',
} as const satisfies PalletIdentity
