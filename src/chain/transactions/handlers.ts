import { laneHandlers } from './lane/handlers.ts'
import { transactionHandlers } from './transaction/handlers.ts'

export const handlers = { ...laneHandlers, ...transactionHandlers }
