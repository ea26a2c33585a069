export * from './define.ts'
export { defaulted, defineStorage, optional, type StorageAccess, type StorageItem, type Stored } from './storage.ts'
