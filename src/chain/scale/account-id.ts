import { z } from 'zod'
import { accountOf } from './ss58.ts'

/** An account as 32 bytes in hex, whatever address format an endpoint writes it in. */
export const accountId = z.string().transform((text, issues) => {
  const account = /^0x[0-9a-f]{64}$/.test(text) ? text : accountOf(text)
  if (account !== undefined) return account
  issues.addIssue({ code: 'custom', message: `"${text}" is not an account` })
  return z.NEVER
})
