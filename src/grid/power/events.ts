import { z } from 'zod'
import { fact } from '../../kernel/index.ts'
import { resourcesSchema } from '../capacity/schemas.ts'

/** By how much a farm is short of resources even with all that can be woken; of nothing, when it is so no more. */
export const CapacityShort = fact('grid.CapacityShort', {
  payload: z.object({ short: resourcesSchema.partial() }),
})
