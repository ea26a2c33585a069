import type { WebSocket } from 'ws'
import type { Clock } from '../../../kernel/index.ts'

const PING_EVERY = 15_000

/** Ends a connection whose other side has gone without a word: a half-open socket reports nothing by itself. */
export function keepAlive(
  socket: WebSocket,
  clock: Clock,
  end: (reason: string) => void,
  closed: Promise<unknown>,
): void {
  let answered = true
  const beat = () => {
    if (!answered) return end(`no answer to a ping for ${PING_EVERY} ms`)
    answered = false
    socket.ping()
    timer = clock.setTimeout(beat, PING_EVERY)
  }
  let timer = clock.setTimeout(beat, PING_EVERY)
  socket.on('pong', () => {
    answered = true
  })
  closed.then(() => clock.clearTimeout(timer))
}
