/** Nonces of one account, given out locally: what an endpoint says about its pool is not to be relied on. */
export interface Nonces {
  /** False until the chain was asked, and again after signs that somebody else uses the account. */
  readonly certain: boolean
  /** How many were given back below one that is in use: until they are used, nothing above them can land. */
  readonly gaps: number
  /** Takes what the chain says is next, unless more has been given out already. */
  learn(next: number): void
  /** Goes on after a restart: `held` are those of extrinsics that may still land; what they leave out is given first. */
  recover(next: number, held: readonly number[]): void
  /** The number in hand may be used up; the chain is to be asked before the next is taken. */
  doubt(): void
  take(): number
  /** Gives back a nonce whose extrinsic certainly never was and never will be on its way. */
  giveBack(nonce: number): void
}

export function createNonces(): Nonces {
  let next = 0
  let certain = false
  let free: number[] = []
  return {
    get certain() {
      return certain
    },
    get gaps() {
      return free.length
    },
    learn(chainNext) {
      next = Math.max(next, chainNext)
      free = free.filter((nonce) => nonce >= chainNext)
      certain = true
    },
    recover(chainNext, held) {
      next = Math.max(next, chainNext, ...held.map((nonce) => nonce + 1))
      const gaps = Array.from({ length: next - chainNext }, (_, index) => chainNext + index)
      free = gaps.filter((nonce) => !held.includes(nonce))
      certain = true
    },
    doubt() {
      certain = false
    },
    take: () => free.shift() ?? next++,
    giveBack(nonce) {
      free = [...free, nonce].sort((a, b) => a - b)
      // The highest ones are no gaps: nothing waits behind them.
      while (free.at(-1) === next - 1) next = free.pop()!
    },
  }
}
