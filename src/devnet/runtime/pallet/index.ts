export * from './define.ts'
export { defaulted, defineStorage, optional, type StorageAccess, type StorageItem, type Stored } from './storage.ts'
export { toHex } from './storage-hashers.ts'
