/** What the account can spend, read once for each block rather than for each extrinsic. Planck. */
export interface Purse {
  /** @param read asks the chain for what there is at that block */
  usable(at: string, read: () => Promise<bigint>): Promise<bigint>
  /** Will be paid, and is not yet in what the chain says. */
  promise(amount: bigint): void
}

export function createPurse(): Purse {
  let current: { readonly at: string; readonly balance: Promise<bigint> } | undefined
  /** Since that block was read. */
  let promised = 0n
  return {
    async usable(at, read) {
      if (current?.at !== at) {
        const reading = { at, balance: read() }
        current = reading
        promised = 0n
        reading.balance.catch(() => {
          if (current === reading) current = undefined
        })
      }
      const balance = await current.balance
      return balance > promised ? balance - promised : 0n
    },
    promise(amount) {
      promised += amount
    },
  }
}
