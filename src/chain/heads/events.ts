import { z } from 'zod'
import { fact } from '../../kernel/index.ts'
import { blockRef } from '../decoder/chain-fact.ts'

/** Where the chain stands; `lag` blocks from the finalized to the best one. What is best may be taken back. */
export const HeadsMoved = fact('chain.HeadsMoved', {
  payload: z.object({ best: blockRef, finalized: z.number(), lag: z.number() }),
})

/** Best blocks were taken back and others took their place: who acted on them has to think again. Oldest first. */
export const Reorganized = fact('chain.Reorganized', {
  payload: z.object({ depth: z.number(), retracted: z.array(blockRef), best: blockRef }),
})

/** An endpoint has shown a header that is not of the block it was asked for: the connection to it is given up. */
export const HeaderForged = fact('chain.HeaderForged', {
  priority: 'high',
  payload: z.object({ endpoint: z.string(), number: z.number(), hash: z.string(), computed: z.string() }),
})
