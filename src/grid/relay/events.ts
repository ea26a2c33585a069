import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

/** The relay takes connections at this address. */
export const RelayListening = fact('grid.RelayListening', { payload: z.object({ url: z.string() }) })
