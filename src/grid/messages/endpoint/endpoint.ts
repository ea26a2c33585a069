import { type Clock, type Log, messageOf } from '../../../kernel/index.ts'
import type { Identity } from '../envelope/seal.ts'
import { type Message, unseal } from '../envelope/unseal.ts'
import { MessageError } from '../errors.ts'
import type { GridMessages } from '../port.ts'
import type { OpenTransport, Transport } from '../transport.ts'
import type { TwinAccounts } from '../twins.ts'
import type { AnswerLimits } from './answers.ts'
import { createAsking } from './asking.ts'
import { type Commands, createServing } from './serving.ts'

export interface EndpointOptions {
  readonly identity: Identity
  readonly open: OpenTransport
  readonly twins: TwinAccounts
  /** What others may ask for here; nothing unless given. */
  readonly commands?: Commands
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds that a command lives. */
  readonly ttl?: number
  readonly limits?: AnswerLimits
}

/** One address of the grid: asks others, and answers them. */
export interface Endpoint extends GridMessages {
  /** Whoever still waits for an answer is told that none will come. */
  close(): void
}

const TTL = 60_000

export function createEndpoint(options: EndpointOptions): Endpoint {
  const { identity, open, twins, commands = {}, clock, log, ttl = TTL, limits } = options
  let isClosed = false
  const reach = (): Transport => transport
  const asking = createAsking(identity, clock, reach)
  const serving = createServing(identity, commands, { clock, log, transport: reach, ...(limits && { limits }) })

  async function take(frame: string): Promise<void> {
    let message: Message
    try {
      message = await unseal(frame, { identity, twins, now: clock.now() })
    } catch (error) {
      // Nobody is told: who really sent it is not known.
      log.debug({ code: (error as { code?: unknown }).code, error: messageOf(error) }, 'a message was not taken')
      return
    }
    if (isClosed) return
    if ('command' in message.content) await serving.serve(message)
    else asking.settle(message)
  }

  const transport = open((frame) => {
    take(frame).catch((error: unknown) => log.error({ error: messageOf(error) }, 'a message could not be answered'))
  })

  return {
    async ask(twinId, command, payload, { signal, session = '' }) {
      if (isClosed) throw new MessageError('not-connected', 'the connection was closed')
      const content = { command, payload: (payload ?? null) as never }
      return asking.ask({ twinId, session }, content, { ttl, signal })
    },
    close() {
      if (isClosed) return
      isClosed = true
      asking.close()
      transport.close()
    },
  }
}
