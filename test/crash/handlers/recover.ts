import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const recover: (typeof handlers)['transactions.recover'] = async (task, ctx) => {
  mayDie('before recovery')
  const recovered = await handlers['transactions.recover'](task, ctx)
  mayDie('after recovery')
  return recovered
}

export default recover
