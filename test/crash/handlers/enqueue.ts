import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const enqueue: (typeof handlers)['transactions.enqueue'] = (step, ctx) => {
  mayDie('before the intent is noted')
  handlers['transactions.enqueue'](step, ctx)
  mayDie('after the intent is noted')
}

export default enqueue
