import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const settle: (typeof handlers)['transactions.settle'] = (step, ctx) => {
  const { journal } = ctx.ports
  const watched: typeof journal = {
    ...journal,
    settle(ends) {
      mayDie('landed, before it is settled')
      journal.settle(ends)
      mayDie('after it is settled')
    },
  }
  handlers['transactions.settle'](step, Object.create(ctx, { ports: { value: { ...ctx.ports, journal: watched } } }))
}

export default settle
