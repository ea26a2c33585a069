import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const open: (typeof handlers)['transactions.open'] = (step, ctx) => {
  mayDie('before the intent is noted')
  handlers['transactions.open'](step, ctx)
  mayDie('after the intent is noted')
}

export default open
