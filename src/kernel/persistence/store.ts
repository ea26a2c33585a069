/** Where saved states are kept: texts by name. Every call is complete when it returns. */
export interface SnapshotStore {
  get(name: string): string | undefined
  /** All of them or none. */
  put(entries: readonly (readonly [name: string, text: string])[]): void
  delete(name: string): void
  /** Names that begin with `prefix`, in order. */
  names(prefix: string): string[]
  /** May be called again. */
  close(): void
}

/** Keeps them as long as the process lives. */
export function createMemoryStore(): SnapshotStore {
  const texts = new Map<string, string>()
  return {
    get: (name) => texts.get(name),
    put(entries) {
      for (const [name, text] of entries) texts.set(name, text)
    },
    delete: (name) => void texts.delete(name),
    names: (prefix) => [...texts.keys()].filter((name) => name.startsWith(prefix)).sort(),
    close() {},
  }
}
