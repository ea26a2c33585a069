import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../kernel/index.ts'
import type { Address, Content } from '../envelope/envelope.ts'
import { type Identity, seal } from '../envelope/seal.ts'
import type { Message } from '../envelope/unseal.ts'
import { MessageError } from '../errors.ts'
import type { Transport } from '../transport.ts'

/** Milliseconds until a command is sent again; twice as long the next time, up to the most. */
const AGAIN_AFTER = { first: 2_000, most: 5_000 }

export interface Asking {
  /** @throws MessageError */
  ask(to: Address, content: Content, options: { readonly ttl: number; readonly signal: AbortSignal }): Promise<unknown>
  /** Takes an answer. @returns whether one was waited for from there */
  settle(message: Message): boolean
  close(): void
}

interface Pending {
  readonly twinId: number
  settle(content: Content): void
  fail(error: MessageError): void
}

/** Sends each command until it is answered or its time is over: what carries it may lose it, or the answer. */
export function createAsking(identity: Identity, clock: Clock, transport: () => Transport): Asking {
  const pending = new Map<string, Pending>()

  return {
    async ask(to, content, { ttl, signal }) {
      if (signal.aborted) throw cancelled()
      const uid = randomBytes(16).toString('hex')
      const frame = await seal(identity, { uid, to, at: Math.floor(clock.now()), ttl }, content)
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const cancel = () => reject(cancelled())
      const over = clock.setTimeout(() => reject(noAnswer(to)), ttl)
      let wait = AGAIN_AFTER.first
      const send = () => {
        transport().send(frame)
        again = clock.setTimeout(send, wait)
        wait = Math.min(2 * wait, AGAIN_AFTER.most)
      }
      let again = over
      pending.set(uid, {
        twinId: to.twinId,
        settle: (answer) => ('error' in answer ? reject(errorOf(answer)) : resolve(responseOf(answer))),
        fail: reject,
      })
      try {
        signal.addEventListener('abort', cancel, { once: true })
        if (signal.aborted) cancel()
        else send()
        return await promise
      } finally {
        signal.removeEventListener('abort', cancel)
        clock.clearTimeout(again)
        clock.clearTimeout(over)
        pending.delete(uid)
      }
    },
    settle({ routing: { uid, from }, content }) {
      const asked = pending.get(uid)
      if (asked?.twinId !== from.twinId) return false
      asked.settle(content)
      return true
    },
    close() {
      for (const { fail } of pending.values()) fail(new MessageError('not-connected', 'the connection was closed'))
    },
  }
}

const cancelled = () => new MessageError('cancelled', 'nobody waits for the answer any more')
const noAnswer = ({ twinId }: Address) => new MessageError('no-answer', `twin ${twinId} did not answer`)
const responseOf = (answer: Content): unknown => ('response' in answer ? answer.response : null)
const errorOf = ({ error: { code, message, ...more } }: Extract<Content, { error: unknown }>) =>
  new MessageError(code, message, more)
