import { z } from 'zod'
import { command, fact } from '../../src/kernel/index.ts'

export const Triple = command('test.Triple', { category: 'advise', payload: z.number(), result: z.number() })
export const Quadruple = command('test.Quadruple', { category: 'advise', payload: z.number(), result: z.number() })
export const Secret = fact('test.Secret', { payload: z.object({}) })
/** The type of another fact, declared once more. */
export const OtherPing = fact('test.Ping', { payload: z.object({}) })
