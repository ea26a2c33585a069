import { MessageError } from '../messages/errors.ts'

/** What others are told meanwhile. */
export const unavailable = (): MessageError =>
  new MessageError('unavailable', 'this node does not know its farm or itself yet', { retryable: true })
