import type { PalletIdentity } from '../../pallet/index.ts'

export const proxyIdentity = { name: 'Proxy', index: 42, module: 'pallet_proxy' } as const satisfies PalletIdentity
