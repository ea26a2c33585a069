import type { z } from 'zod'
import { cryptoWaitReady, hexToU8a, u8aToHex } from '#polkadot'
import type { Clock } from '../../../kernel/index.ts'
import { SigningError } from '../errors.ts'
import { signedMessage, verifySignature } from '../signature.ts'
import type { Signer } from '../signer.ts'
import { assertStatement } from '../statement.ts'
import { exchange } from './exchange.ts'
import { accountAnswer, type SignerRequest, sentPayload, signAnswer } from './protocol.ts'

export interface RemoteSignerOptions {
  /** Milliseconds in which each answer must come. */
  readonly deadline: number
  readonly clock: Clock
}

/**
 * A signer in another process. What it answers is checked before it is used.
 *
 * @param address path of a unix socket, or a `ws://` address
 * @throws SigningError when it does not tell its account
 */
export async function connectRemoteSigner(address: string, { deadline, clock }: RemoteSignerOptions): Promise<Signer> {
  let lastId = 0

  async function request<Answer>(
    asked: AskedOf<SignerRequest>,
    schema: z.ZodType<Answer>,
    signal?: AbortSignal,
  ): Promise<Exclude<Answer, { refused: string }>> {
    const id = ++lastId
    const line = await exchange(address, JSON.stringify({ id, ...asked }), { deadline, clock, signal })
    const answer = schema.safeParse(parsed(line))
    if (!answer.success) throw badAnswer(address, 'it cannot be understood')
    if (hasRefused(answer.data)) throw refused(answer.data)
    if ((answer.data as { id?: unknown }).id !== id) throw badAnswer(address, 'it is to another request')
    return answer.data as Exclude<Answer, { refused: string }>
  }

  await cryptoWaitReady()
  const { account, type } = await request({ method: 'account' }, accountAnswer)
  return {
    account,
    type,
    async sign(payload, { signal } = {}) {
      const { signature: value } = await request({ method: 'sign', payload: sentPayload(payload) }, signAnswer, signal)
      const signature = { type, value }
      if (!verifySignature(signedMessage(hexToU8a(payload.raw)), signature, account))
        throw badAnswer(address, 'its signature is not one of the account over what was to be signed')
      return signature
    },
    async attest(bytes, { signal, form } = {}) {
      assertStatement(bytes, form)
      const statement = u8aToHex(bytes)
      const { signature: value } = await request({ method: 'attest', statement }, signAnswer, signal)
      const signature = { type, value }
      if (!verifySignature(bytes, signature, account))
        throw badAnswer(address, 'its signature is not one of the account over the statement')
      return signature
    },
  }
}

type AskedOf<Request> = Request extends unknown ? Omit<Request, 'id'> : never

const hasRefused = (answer: unknown): answer is { refused: string; detail?: string } =>
  typeof answer === 'object' && answer !== null && 'refused' in answer

const refused = ({ refused: reason, detail }: { refused: string; detail?: string }) =>
  new SigningError(
    { code: 'refused', reason },
    `the signer refuses: ${reason}${detail === undefined ? '' : ` (${detail})`}`,
  )

const badAnswer = (address: string, reason: string) =>
  new SigningError({ code: 'bad-answer', address, reason }, `the answer of the signer at ${address} is bad: ${reason}`)

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
