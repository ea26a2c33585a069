import { z } from 'zod'
import { command } from '../../kernel/index.ts'

/**
 * The account of a twin, 32 bytes in hex, by which what it says is verified; null where there is no such twin. A change in a block
 * that this node knows to be final is honoured by every ask after it. Refused with `unavailable`, which passes, when the chain
 * cannot be read.
 */
export const TwinAccount = command('grid.TwinAccount', {
  category: 'observe',
  payload: z.object({ twinId: z.number().int().min(1) }),
  result: z.object({ account: z.string().nullable() }),
})
