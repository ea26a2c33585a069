import type { TaskContext } from '../../kernel/index.ts'
import { MessageError } from '../messages/errors.ts'
import type { TwinAccounts } from '../messages/twins.ts'
import { TwinAccount } from './events.ts'

/** Accounts of twins as the actor has them that keeps them. */
export const twinsAsked = (ctx: Pick<TaskContext, 'ask'>): TwinAccounts => ({
  async accountOf(twinId) {
    const outcome = await ctx.ask(TwinAccount, { twinId })
    if (outcome.ok) return outcome.value.account
    const { code, reason } = outcome.refusal
    throw new MessageError('busy', `the account of twin ${twinId} cannot be read: ${reason ?? code}`)
  },
})
