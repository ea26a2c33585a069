import { command } from '../../../kernel/index.ts'
import { placeAnswer, placeAsk } from '../wire.ts'

/** Asks this node as the leader of a slot. Refused with `unavailable` while it does not know the farm. */
export const LeadPlacement = command('grid.LeadPlacement', {
  category: 'submit',
  payload: placeAsk,
  result: placeAnswer,
})
