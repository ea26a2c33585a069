export const balancesIdentity = { name: 'Balances', index: 10, module: 'pallet_balances' } as const
