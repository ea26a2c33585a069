import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

/** The HTTP API takes requests at this address. */
export const HttpListening = fact('storage.HttpListening', { payload: z.object({ url: z.string() }) })
