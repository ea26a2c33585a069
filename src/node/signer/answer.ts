import { type SignerAnswer, type SignerRequest, signerRequest } from '../../chain/signing/remote/protocol.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import { type Log, messageOf } from '../../kernel/index.ts'
import { formOf } from './grid-statement.ts'
import type { Judge } from './judge.ts'
import type { StatementJudge } from './judge-statement.ts'
import { Refusal } from './refusal.ts'

/** Answers one line of the protocol. It never rejects: whatever goes wrong is a refusal. */
export type Answer = (line: string) => Promise<SignerAnswer>

export interface Judges {
  readonly payload: Judge
  readonly statement: StatementJudge
}

export function createAnswer(signer: Signer, judges: Judges, log: Log): Answer {
  async function sign({ payload }: Extract<SignerRequest, { method: 'sign' }>): Promise<string> {
    const { calls, nonce, tip, period, genesisHash } = await judges.payload(payload)
    const signature = await signer.sign({ ...payload, tip })
    log.info({ calls: calls.join(' '), nonce, tip: String(tip), period, genesisHash }, 'signed')
    return signature.value
  }

  async function attest({ statement }: Extract<SignerRequest, { method: 'attest' }>): Promise<string> {
    const bytes = Buffer.from(statement.slice(2), 'hex')
    const { kind, ...about } = judges.statement(bytes)
    const form = formOf(kind)
    const signature = await signer.attest(bytes, form && { form })
    log.info({ statement: kind, ...shown(about) }, 'signed')
    return signature.value
  }

  async function signing(id: number, work: Promise<string>): Promise<SignerAnswer> {
    try {
      return { id, signature: await work }
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
    const { id, method } = request.data
    if (method === 'sign') return signing(id, sign(request.data))
    if (method === 'attest') return signing(id, attest(request.data))
    return { id, account: signer.account, type: signer.type }
  }
}

/** What a log can take. */
const shown = (about: object): Record<string, string> =>
  Object.fromEntries(Object.entries(about).map(([name, value]) => [name, String(value)]))

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
