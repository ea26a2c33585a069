import type { Clock, Log } from '../../../kernel/index.ts'
import { messageOf } from '../../../kernel/index.ts'
import type { Address, Content, Routing } from '../envelope/envelope.ts'
import { type Identity, seal } from '../envelope/seal.ts'
import { type Message, SKEW } from '../envelope/unseal.ts'
import { MessageError } from '../errors.ts'
import type { Transport } from '../transport.ts'
import { type AnswerLimits, createAnswers } from './answers.ts'

/** Who asks for what; who it is has been verified. */
export interface Request {
  readonly from: Address
  /** The same when it is sent again. */
  readonly uid: string
  /** Milliseconds since 1970; then nobody waits for the answer any more. */
  readonly until: number
  readonly payload: unknown
}

/**
 * Does what a command asks for and gives its answer as JSON has it. It may be asked for the same thing by another message, so what
 * it does twice must come to the same.
 *
 * @throws MessageError for a refusal; anything else is told as a failure
 */
export type CommandHandler = (request: Request) => unknown

export type Commands = Readonly<Record<string, CommandHandler>>

export interface Serving {
  serve(message: Message): Promise<void>
}

interface Dependencies {
  readonly clock: Clock
  readonly log: Log
  readonly limits?: AnswerLimits
  transport(): Transport
}

export function createServing(
  identity: Identity,
  commands: Commands,
  { clock, log, limits, transport }: Dependencies,
): Serving {
  const answers = createAnswers(() => clock.now(), limits)
  const sealed = ({ uid, from: to, ttl }: Routing, content: Content) =>
    seal(identity, { uid, to, at: Math.floor(clock.now()), ttl }, content)

  async function answer({ routing, content }: Message): Promise<string> {
    const { command, payload } = content as Extract<Content, { command: string }>
    try {
      const handler = Object.hasOwn(commands, command) ? commands[command] : undefined
      if (handler === undefined) throw new MessageError('unknown-command', `there is no command "${command}"`)
      const response = ((await handler(requestOf(routing, payload))) ?? null) as never
      return await sealed(routing, { response })
    } catch (error) {
      if (!(error instanceof MessageError)) log.error({ command, error: messageOf(error) }, 'a command failed')
      return sealed(routing, { error: refusalOf(error) })
    }
  }

  return {
    async serve(message) {
      const { uid, from, at, ttl } = message.routing
      const answering = answers.answer(from.twinId, uid, at + ttl + SKEW, () => answer(message))
      transport().send(await (answering ?? sealed(message.routing, { error: refusalOf(crowded()) })))
    },
  }
}

const requestOf = ({ from, uid, at, ttl }: Routing, payload: unknown): Request => ({
  from,
  uid,
  until: at + ttl,
  payload,
})

const crowded = () => new MessageError('busy', 'too much was asked lately; try again later')

function refusalOf(error: unknown): Extract<Content, { error: unknown }>['error'] {
  if (!(error instanceof MessageError))
    return { code: 'failed', message: 'the command failed; the log of the other side says why', retryable: true }
  const { code, message, retryable, detail } = error
  return {
    code,
    message: message.slice(0, 1_024),
    retryable,
    ...(detail === undefined ? {} : { detail: detail as never }),
  }
}
