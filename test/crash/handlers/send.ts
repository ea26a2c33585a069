import { handlers } from '../../../src/chain/transactions/handlers.ts'
import { mayDie } from '../steps.ts'

const send: (typeof handlers)['transaction.send'] = async (task, ctx) => {
  const sending = handlers['transaction.send'](task, ctx)
  // By then the bytes have gone to the socket.
  setImmediate(() => mayDie('while it is sent'))
  const verdict = await sending
  mayDie('after the send')
  return verdict
}

export default send
