import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { verifySignature } from '../../../chain/signing/signature.ts'
import type { Clock, Log } from '../../../kernel/index.ts'
import { type AllowanceOptions, createAllowance } from '../allowance.ts'
import { LARGEST_FRAME } from '../envelope/envelope.ts'
import type { TwinAccounts } from '../twins.ts'
import { beating } from './beat.ts'
import { END, proofFrame, proofStatement, WELCOME } from './protocol.ts'
import { createSwitchboard, type Switchboard } from './switchboard.ts'
import type { WaitingLimits } from './waiting.ts'

export interface RelayOptions {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly twins: TwinAccounts
  readonly clock: Clock
  readonly log: Log
  readonly waiting?: WaitingLimits
  /** Messages, and bytes, that one connection may send. */
  readonly messages?: AllowanceOptions
  readonly bytes?: AllowanceOptions
  readonly connections?: number
}

export interface Relay {
  readonly url: string
  readonly lines: number
  /** Settles when it takes no more. */
  readonly closed: Promise<void>
  stop(): Promise<void>
}

/** Sessions that one twin may have at a time. */
const MOST_SESSIONS = 64
/** Milliseconds in which a twin has to prove itself. */
const PROOF_WITHIN = 10_000
const LARGEST_PROOF = 1_024
/** Bytes on their way to a twin that takes nothing: more are not kept for it. */
const MOST_UNSENT = 16_777_216

const RATES = { messages: { perSecond: 500, burst: 5_000 }, bytes: { perSecond: 2_097_152, burst: 16_777_216 } }

/** Takes connections of twins and carries their messages. @throws when it cannot be where it is to be */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { host, port, clock, log, waiting, connections = 10_000 } = options
  const server = await open(host, port)
  const switchboard = createSwitchboard({ now: () => clock.now(), log, ...(waiting && { limits: waiting }) })
  const closed = Promise.withResolvers<void>()
  server.on('close', () => closed.resolve())
  server.on('connection', (socket) => {
    if (server.clients.size > connections) socket.close(END.tooMuch, 'too many connections')
    else attend(socket, switchboard, options)
  })
  const { address, port: bound, family } = server.address() as AddressInfo

  return {
    url: `ws://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    get lines() {
      return switchboard.lines
    },
    closed: closed.promise,
    stop() {
      server.close()
      for (const socket of server.clients) socket.terminate()
      return closed.promise
    },
  }
}

function open(host: string, port: number): Promise<WebSocketServer> {
  return new Promise((resolve, reject) => {
    const server = new WebSocketServer({ host, port, maxPayload: LARGEST_FRAME, perMessageDeflate: false })
    server.once('listening', () => resolve(server))
    server.once('error', reject)
  })
}

/** One connection, from its challenge to its end. */
function attend(socket: WebSocket, switchboard: Switchboard, options: RelayOptions): void {
  const { clock, log, messages = RATES.messages, bytes = RATES.bytes } = options
  const now = () => clock.now()
  const counts = createAllowance(messages, now)
  const sizes = createAllowance(bytes, now)
  const challenge = `0x${randomBytes(32).toString('hex')}`
  const end = (code: number, reason: string) => socket.close(code, reason)
  const late = clock.setTimeout(() => end(END.refused, 'no proof in time'), PROOF_WITHIN)
  const quiet = beating(socket, clock)
  const send = (frame: string) => {
    if (socket.bufferedAmount > MOST_UNSENT) socket.terminate()
    else socket.send(frame)
  }
  let take: ((frame: string) => void) | undefined
  let leave = () => {}
  let isAsked = false

  async function prove(text: string): Promise<void> {
    const address = await provenAddress(text, challenge, options.twins)
    if (address === undefined || socket.readyState !== socket.OPEN) {
      end(END.refused, 'this is not the twin')
      return
    }
    clock.clearTimeout(late)
    if (switchboard.linesOf(address.twinId) >= MOST_SESSIONS) {
      end(END.tooMuch, 'too many sessions of this twin')
      return
    }
    socket.send(WELCOME)
    const seat = switchboard.join(address, { send, end })
    take = seat.take
    leave = seat.leave
  }

  socket.on('error', (error) => log.debug({ error: error.message }, 'a connection failed'))
  socket.on('close', () => {
    clock.clearTimeout(late)
    quiet()
    leave()
  })
  socket.on('message', (data) => {
    const frame = String(data)
    if (!counts.take(1) || !sizes.take(frame.length)) end(END.tooMuch, 'more than a twin may send')
    else if (take !== undefined) take(frame)
    else if (isAsked || frame.length > LARGEST_PROOF) end(END.refused, 'a proof is what comes first')
    else {
      isAsked = true
      void prove(frame)
    }
  })
  socket.send(JSON.stringify({ challenge }))
}

async function provenAddress(text: string, challenge: string, twins: TwinAccounts) {
  try {
    const { address, signature } = proofFrame.parse(JSON.parse(text))
    const account = await twins.accountOf(address.twinId)
    const isProven = account !== null && verifySignature(proofStatement(challenge, address), signature, account)
    return isProven ? address : undefined
  } catch {
    return undefined
  }
}
