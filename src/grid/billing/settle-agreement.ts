import { type PayloadOf, Refused, type ResultOf } from '../../kernel/index.ts'
import { readAgreement, readFarmerAccount, readGenesis } from '../chain-state.ts'
import { closingBytes } from '../evidence/closing.ts'
import { periodOf, readInstant, readPeriodRules } from '../proof/periods.ts'
import type { SettleAgreement } from './events.ts'
import type { TaskCtx } from './ports.ts'

/** Signs what a user has spent, when nothing can be added to it any more. @throws Refused */
export async function settleAgreement(
  { agreement: id }: PayloadOf<typeof SettleAgreement>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof SettleAgreement>> {
  const { config, ports } = ctx
  const payer = `farm/${config.farmId}`
  if (config.mode !== 'agreements') throw new Refused('no-agreement')
  const at = await readInstant(ctx)
  const [agreement, rules] = await Promise.all([readAgreement(ctx, id, at.hash), readPeriodRules(ctx, config)])
  if (agreement === null || agreement.farmId !== config.farmId) throw new Refused('no-agreement')
  const { since, ends } = agreement
  if (ends === null || periodOf(at.seconds, rules) <= ends + (rules.delay ?? 0))
    throw new Refused('not-over', { retryable: true })
  const [first, last] = [since, ends].map((period) => ports.records.covering(payer, period))
  if (first === undefined) throw new Refused('not-known')
  if (last === undefined || last.state === 'drawn') throw new Refused('not-over', { retryable: true })
  if ((await readFarmerAccount(ctx, config.farmId, at.hash)) !== ports.signer.account) throw new Refused('no-key')
  const spent = ports.records.spent(payer, id)
  const genesis = await readGenesis(ctx, at.hash)
  const signature = await ports.signer.attest(closingBytes({ genesis, agreement: id, spent }), { signal: ctx.signal })
  return { spent, signature }
}
