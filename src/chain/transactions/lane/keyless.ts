import { defineUnit, Refused } from '../../../kernel/index.ts'
import { SubmitTransaction } from '../events.ts'

/** In place of the lane on a node without a key: whoever asks learns that asking again is no use. */
export const keylessLane = defineUnit({
  name: 'transactions',
  owns: [SubmitTransaction],
  category: 'submit',
  handlers: {
    'transactions.Submit': () => {
      throw new Refused('no-account')
    },
  },
})
