import { Subject } from 'rxjs'
import type { Clock, Log } from '../../../kernel/index.ts'
import { connectionFailed } from '../../errors.ts'
import type { Transport } from '../transports/transport.ts'
import type { FromThread } from './protocol.ts'
import type { LightSpecs } from './specs.ts'
import { type LightThread, type StartThread, startThread } from './thread.ts'

/**
 * The one light client of a node. It starts with the first connection, and what it has synchronized stays from one connection
 * to the next, until it is stopped or breaks; after a break the next connection starts another.
 */
export interface LightClient {
  /**
   * A connection to the chain, whether anything is known of it yet or not.
   *
   * @param endpoint what errors call it
   * @throws ChainError `connection-failed`: the chain is refused, or the client has broken
   */
  connect(endpoint: string): Promise<Transport>
  stop(): Promise<void>
}

interface Connected {
  opened(): void
  received(text: string): void
  lost(reason: string): void
}

interface Running {
  readonly thread: LightThread
  readonly connected: Map<number, Connected>
}

/** Milliseconds for a connection; to start the client and to add a relay chain and a parachain takes below one second. */
const CONNECT_TIMEOUT = 10_000

export function createLightClient(
  specs: LightSpecs,
  clock: Clock,
  log: Log,
  start: StartThread = startThread,
): LightClient {
  let running: Running | undefined
  let lastSession = 0

  function run(): Running {
    const connected = new Map<number, Connected>()
    const thread = start(specs, clock, receive)
    const started = { thread, connected }
    running = started
    void thread.ended.then((reason) => {
      if (running === started) running = undefined
      for (const { lost } of connected.values()) lost(reason)
    })
    return started

    function receive(message: FromThread): void {
      if (message.kind === 'opened') connected.get(message.session)?.opened()
      else if (message.kind === 'text') connected.get(message.session)?.received(message.text)
      else log[message.level === 1 ? 'error' : 'debug']({ target: message.target }, `light client: ${message.message}`)
    }
  }

  function connect(endpoint: string): Promise<Transport> {
    const { thread, connected } = running ?? run()
    const session = ++lastSession
    const messages = new Subject<string>()
    const closed = Promise.withResolvers<string>()
    const close = (reason: string) => {
      if (!connected.delete(session)) return
      thread.post({ kind: 'close', session })
      closed.resolve(reason)
    }
    const transport: Transport = {
      messages,
      closed: closed.promise,
      send: (text) => thread.post({ kind: 'send', session, text }),
      close,
    }
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(
        () => close(`the light client did not answer in ${CONNECT_TIMEOUT} ms`),
        CONNECT_TIMEOUT,
      )
      connected.set(session, {
        opened() {
          clock.clearTimeout(timer)
          resolve(transport)
        },
        received: (text) => messages.next(text),
        lost(reason) {
          connected.delete(session)
          closed.resolve(reason)
        },
      })
      void closed.promise.then((reason) => {
        clock.clearTimeout(timer)
        reject(connectionFailed(endpoint, reason))
      })
      thread.post({ kind: 'open', session })
    })
  }

  return {
    connect,
    async stop() {
      running?.thread.post({ kind: 'end' })
      await running?.thread.ended
    },
  }
}
