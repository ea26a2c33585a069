import type { PalletIdentity } from '../../pallet/index.ts'

export const gridAgreementsIdentity = {
  name: 'GridAgreements',
  index: 61,
  module: 'pallet_grid_agreements',
} as const satisfies PalletIdentity
