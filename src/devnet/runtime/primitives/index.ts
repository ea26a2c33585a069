export * from './account.ts'
export * from './dispatch-error.ts'
export * from './weight.ts'
