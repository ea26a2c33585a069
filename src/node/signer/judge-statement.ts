import { LONGEST_STATEMENT } from '../../chain/signing/signer.ts'
import type { RateLimit } from './rate.ts'
import { Refusal } from './refusal.ts'
import type { Policy } from './schema.ts'
import { readStatement, type Statement } from './statement.ts'
import type { WindowGuard } from './window-guard.ts'

export interface StatementJudgeOptions {
  readonly policy: Policy
  readonly rate: RateLimit
  readonly windows: WindowGuard
}

/** Decides on a statement by its bytes. @returns what they say @throws Refusal */
export type StatementJudge = (bytes: Buffer) => Statement

export const createStatementJudge =
  ({ policy, rate, windows }: StatementJudgeOptions): StatementJudge =>
  (bytes) => {
    if (bytes.length >= LONGEST_STATEMENT)
      throw new Refusal('no-statement', `${bytes.length} bytes could be an extrinsic`)
    const statement = readStatement(bytes)
    if (statement === undefined) throw new Refusal('malformed', 'bytes of no form that a provider states anything in')
    if (!policy.statements.includes(statement.kind))
      throw new Refusal('statement-not-allowed', `${statement.kind} is not among the allowed statements`)
    if ('bucketId' in statement && policy.buckets?.includes(statement.bucketId) === false)
      throw new Refusal('bucket-not-allowed', `bucket ${statement.bucketId} is not among the allowed ones`)
    rate.take()
    if (statement.kind === 'checkpoint') windows.take(statement.bucketId, statement.window, statement.content)
    return statement
  }
