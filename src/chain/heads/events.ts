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
