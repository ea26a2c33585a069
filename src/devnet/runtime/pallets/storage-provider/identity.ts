export const storageProviderIdentity = {
  name: 'StorageProvider',
  index: 50,
  module: 'pallet_storage_provider',
} as const
