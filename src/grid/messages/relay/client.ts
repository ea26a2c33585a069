import { WebSocket } from 'ws'
import type { Clock, Log, Random } from '../../../kernel/index.ts'
import { LARGEST_FRAME } from '../envelope/envelope.ts'
import type { Identity } from '../envelope/seal.ts'
import type { OpenTransport } from '../transport.ts'
import { beating } from './beat.ts'
import { challengeFrame, END, proofStatement, WELCOME } from './protocol.ts'

export interface RelayClientOptions {
  /** `ws://` or `wss://` */
  readonly url: string
  readonly identity: Pick<Identity, 'address' | 'signer'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told each time that the relay has let it in. */
  readonly onConnected?: () => void
}

/** Milliseconds until the next try: twice as long each time, from the least to the most. */
const BACKOFF = { least: 500, most: 30_000 }
const CONNECT_WITHIN = 10_000

/**
 * Reaches the grid over a relay, again and again while it is wanted. What is sent while there is no connection is lost, as on the
 * way it may be anyhow: who asks sends again.
 */
export const relayTransport =
  ({ url, identity, clock, random, log, onConnected }: RelayClientOptions): OpenTransport =>
  (receive) => {
    let isWanted = true
    let tries = 0
    let socket: WebSocket | undefined
    let isIn = false
    let timer = clock.setTimeout(connect, 0)

    function connect(): void {
      const opened = new WebSocket(url, {
        maxPayload: LARGEST_FRAME,
        handshakeTimeout: CONNECT_WITHIN,
        perMessageDeflate: false,
      })
      const quiet = beating(opened, clock)
      socket = opened
      opened.on('error', (error) => log.debug({ relay: url, error: error.message }, 'the relay cannot be reached'))
      opened.on('message', (data) => {
        if (isIn) receive(String(data))
        else void greet(opened, String(data))
      })
      opened.on('close', (code, reason) => {
        quiet()
        isIn = false
        if (isWanted) retry(code, String(reason))
      })
    }

    async function greet(opened: WebSocket, text: string): Promise<void> {
      if (text === WELCOME) {
        isIn = true
        tries = 0
        log.info({ relay: url }, 'connected to the relay')
        onConnected?.()
        return
      }
      try {
        const { challenge } = challengeFrame.parse(JSON.parse(text))
        const signature = await identity.signer.attest(proofStatement(challenge, identity.address))
        if (opened.readyState === opened.OPEN) opened.send(JSON.stringify({ address: identity.address, signature }))
      } catch (error) {
        log.warn({ relay: url, error: String(error) }, 'the relay was not answered')
        opened.terminate()
      }
    }

    function retry(code: number, reason: string): void {
      // Who comes back at once would only drive the other one out again, and be driven out by it.
      if (code === END.replaced) tries = Number.MAX_SAFE_INTEGER
      const wait = Math.min(BACKOFF.most, BACKOFF.least * 2 ** Math.min(tries, 10))
      tries = Math.min(tries, 10) + 1
      if (code >= 4_000) log.warn({ relay: url, code, reason }, 'the relay has ended the connection')
      timer = clock.setTimeout(connect, wait * (0.5 + random() / 2))
    }

    return {
      send(frame) {
        if (isIn && socket?.readyState === WebSocket.OPEN) socket.send(frame)
      },
      close() {
        isWanted = false
        clock.clearTimeout(timer)
        socket?.close()
      },
    }
  }
