export * from './account.ts'
export * from './dispatch-error.ts'
export * from './lookup.ts'
export * from './weight.ts'
