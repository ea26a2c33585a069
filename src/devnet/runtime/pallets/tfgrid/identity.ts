import type { PalletIdentity } from '../../pallet/index.ts'

export const tfgridIdentity = {
  name: 'TfgridModule',
  index: 25,
  module: 'pallet_tfgrid',
} as const satisfies PalletIdentity
