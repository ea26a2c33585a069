/** Errors of the runtime that say more about the moment than about the call. */
const PASSING: ReadonlySet<string> = new Set([
  'Runtime.Exhausted',
  'Runtime.Unavailable',
  'Runtime.CannotLookup',
  'Runtime.token.FundsUnavailable',
  'Runtime.token.BelowMinimum',
  'Runtime.transactional.LimitReached',
  'Balances.InsufficientBalance',
  'Balances.LiquidityRestrictions',
])

/** Whether the same call may succeed later. @param more of a chain's own, `Pallet.Error` */
export const isPassing = (
  error: { readonly pallet: string; readonly name: string },
  more: ReadonlySet<string>,
): boolean => {
  const name = `${error.pallet}.${error.name}`
  return PASSING.has(name) || more.has(name)
}
