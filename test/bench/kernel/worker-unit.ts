import { z } from 'zod'
import { type ActorContext, defineUnit, fact } from '../../../src/kernel/index.ts'
import { Tick } from './subjects.ts'

export const Back = fact('bench.Back', { payload: z.object({}) })

export default defineUnit({
  name: 'echo',
  consumes: [Tick],
  emits: [Back],
  worker: { module: import.meta.url },
  handlers: { 'bench.Tick': (_: object, ctx: ActorContext) => void ctx.emit(Back, {}) },
})
