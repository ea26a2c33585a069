import { type SignerAnswer, type SignerRequest, signerRequest } from '../../chain/signing/remote/protocol.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import { type Log, messageOf } from '../../kernel/index.ts'
import type { Judge } from './judge.ts'
import { Refusal } from './refusal.ts'

/** Answers one line of the protocol. It never rejects: whatever goes wrong is a refusal. */
export type Answer = (line: string) => Promise<SignerAnswer>

export function createAnswer(signer: Signer, judge: Judge, log: Log): Answer {
  async function sign({ id, payload }: Extract<SignerRequest, { method: 'sign' }>): Promise<SignerAnswer> {
    try {
      const { calls, nonce, tip, period, genesisHash } = await judge(payload)
      const signature = await signer.sign({ ...payload, tip })
      log.info({ calls: calls.join(' '), nonce, tip: String(tip), period, genesisHash }, 'signed')
      return { id, signature: signature.value }
    } catch (error) {
      const refused = error instanceof Refusal ? error.code : 'failed'
      const detail = messageOf(error)
      log.warn({ refused, detail }, 'not signed')
      return { id, refused, detail }
    }
  }

  return async (line) => {
    const request = signerRequest.safeParse(parsed(line))
    if (!request.success) {
      log.warn({}, 'a request that cannot be understood')
      return { id: null, refused: 'malformed', detail: 'not a request of this protocol' }
    }
    if (request.data.method === 'sign') return sign(request.data)
    if (request.data.method === 'attest')
      return { id: request.data.id, refused: 'statement-not-allowed', detail: 'statements are not signed here' }
    return { id: request.data.id, account: signer.account, type: signer.type }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
