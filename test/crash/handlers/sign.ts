import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const sign: (typeof handlers)['transaction.sign'] = (task, ctx) => {
  const { journal } = ctx.ports
  mayDie('before signing')
  const watched: typeof journal = {
    ...journal,
    signed(transaction, keys) {
      mayDie('after signing')
      journal.signed(transaction, keys)
      mayDie('after the journal, before the send')
    },
  }
  return handlers['transaction.sign'](
    task,
    Object.create(ctx, { ports: { value: { ...ctx.ports, journal: watched } } }),
  )
}

export default sign
