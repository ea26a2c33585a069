/** The accounts of twins, as the chain has them. */
export interface TwinAccounts {
  /** 32 bytes, hex; null where there is no such twin. @throws when the chain cannot be read */
  accountOf(twinId: number): Promise<string | null>
}

export interface CachedTwins extends TwinAccounts {
  /** It has changed on the chain. */
  forget(twinId: number): void
  /** Anything may have. */
  clear(): void
}

/** @param most accounts that are kept; those asked for last */
export function cachedTwins(read: (twinId: number) => Promise<string | null>, most = 10_000): CachedTwins {
  const known = new Map<number, Promise<string | null>>()

  return {
    accountOf(twinId) {
      const account = known.get(twinId) ?? read(twinId)
      known.delete(twinId)
      known.set(twinId, account)
      if (known.size > most) known.delete(known.keys().next().value!)
      account.catch(() => {
        if (known.get(twinId) === account) known.delete(twinId)
      })
      return account
    },
    forget: (twinId) => void known.delete(twinId),
    clear: () => known.clear(),
  }
}
