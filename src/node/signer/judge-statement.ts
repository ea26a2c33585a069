import { LONGEST_STATEMENT } from '../../chain/signing/signer.ts'
import type { ContentGuard } from './content-guard.ts'
import type { RateLimit } from './rate.ts'
import { Refusal } from './refusal.ts'
import type { Policy } from './schema.ts'
import { readStatement, type Statement } from './statement.ts'

export interface StatementJudgeOptions {
  readonly policy: Policy
  readonly rate: RateLimit
  readonly contents: ContentGuard
}

/** Decides on a statement by its bytes. @returns what they say @throws Refusal */
export type StatementJudge = (bytes: Buffer) => Statement

export const createStatementJudge =
  ({ policy, rate, contents }: StatementJudgeOptions): StatementJudge =>
  (bytes) => {
    const statement = readStatement(bytes)
    if (statement === undefined) throw unknownForm(bytes)
    assertAllowed(statement, policy)
    rate.take()
    if (!('content' in statement)) return statement
    const { kind, content, ...about } = statement
    const name = Object.entries(about).map(([part, value]) => `${part} ${value}`)
    contents.take(kind, name.join(', '), content)
    return statement
  }

const unknownForm = ({ length }: Buffer): Refusal =>
  length < LONGEST_STATEMENT
    ? new Refusal('malformed', 'bytes of no form that a provider states anything in')
    : new Refusal('no-statement', `${length} bytes of no form that is known could be an extrinsic`)

function assertAllowed(statement: Statement, { statements, buckets, genesis }: Policy): void {
  if (!statements.includes(statement.kind))
    throw new Refusal('statement-not-allowed', `${statement.kind} is not among the allowed statements`)
  if ('bucketId' in statement && buckets?.includes(statement.bucketId) === false)
    throw new Refusal('bucket-not-allowed', `bucket ${statement.bucketId} is not among the allowed ones`)
  if ('genesis' in statement && !genesis.includes(statement.genesis))
    throw new Refusal('unknown-genesis', `the chain ${statement.genesis} is not signed for`)
}
