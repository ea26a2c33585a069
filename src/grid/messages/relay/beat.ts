import type { WebSocket } from 'ws'
import type { Clock } from '../../../kernel/index.ts'

const EVERY = 20_000

/** Ends a connection that has gone without a word: a half-open one reports nothing by itself. @returns how to leave it alone */
export function beating(socket: WebSocket, clock: Clock): () => void {
  let isHeard = true
  const beat = () => {
    if (!isHeard) return socket.terminate()
    isHeard = false
    if (socket.readyState === socket.OPEN) socket.ping()
    timer = clock.setTimeout(beat, EVERY)
  }
  let timer = clock.setTimeout(beat, EVERY)
  socket.on('pong', () => {
    isHeard = true
  })
  socket.on('message', () => {
    isHeard = true
  })
  return () => clock.clearTimeout(timer)
}
