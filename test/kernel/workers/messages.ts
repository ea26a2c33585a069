import { z } from 'zod'
import { command, fact } from '../../../src/kernel/index.ts'

export const Work = fact('job.Work', { payload: z.object({ n: z.bigint() }) })
export const Done = fact('job.Done', { payload: z.object({ n: z.bigint(), thread: z.number() }) })
export const Back = fact('job.Back', { payload: z.object({ n: z.bigint() }) })
export const Square = command('job.Square', { category: 'advise', payload: z.bigint(), result: z.bigint() })
export const Price = command('job.Price', { category: 'advise', payload: z.bigint(), result: z.bigint() })
