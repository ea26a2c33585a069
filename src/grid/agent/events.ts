import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

const nodeId = z.number().int()

/** The node answers on the grid. */
export const NodeServing = fact('grid.NodeServing', { payload: z.object({ nodeId, twinId: z.number() }) })

/** The node goes down, as it was told, and answers nothing until it is woken. */
export const NodeAsleep = fact('grid.NodeAsleep', { payload: z.object({ nodeId }) })

/** The node was woken by another one of its farm. */
export const NodeWoken = fact('grid.NodeWoken', { payload: z.object({ nodeId }) })
