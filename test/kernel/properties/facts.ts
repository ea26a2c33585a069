import { z } from 'zod'
import { fact } from '../../../src/kernel/index.ts'

export const Go = fact('order.Go', { payload: z.object({ emitter: z.number(), kinds: z.array(z.number()) }) })
export const HighOf = fact('order.High', { priority: 'high', payload: z.object({ serial: z.number() }) })
export const PlainOf = fact('order.Plain', { payload: z.object({ serial: z.number() }) })
export const LowOf = fact('order.Low', { priority: 'low', payload: z.object({ serial: z.number() }) })
