import { z } from 'zod'
import { fact } from '../../../kernel/index.ts'

/** The farm is on the grid: other twins reach it by this address. */
export const MessagesJoined = fact('grid.MessagesJoined', {
  payload: z.object({ twinId: z.number(), session: z.string() }),
})
