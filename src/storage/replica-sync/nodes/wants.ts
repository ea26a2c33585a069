import type { Hash } from '../../store/types.ts'
import type { Piece } from './pool.ts'

/** A node that somebody waits for. */
export interface Want {
  readonly hash: Hash
  /** Bytes it can have. */
  readonly most: number
  /** Addresses of sources that did not have it. */
  readonly asked: Set<string>
  resolve(piece: Piece): void
  reject(error: unknown): void
}

/** Nodes that are waited for, the oldest first; what is being asked for is taken out for so long. */
export interface Wants {
  readonly size: number
  /** One wish of each hash, for all who have it. */
  want(hash: Hash, most: number): Promise<Piece>
  add(want: Want): void
  /** Takes out as many as go into one request to a source that has not been asked for them. */
  take(address: string, batch: { readonly nodes: number; readonly bytes: number }): Want[]
  /** Takes out those that all of these sources have been asked for. */
  askedOf(addresses: readonly string[]): Want[]
  drain(): Want[]
  /** Whether there is one that this source has not been asked for. */
  isOpenTo(address: string): boolean
  /** Nobody who waits now gets anything else. */
  fail(error: unknown): void
}

export function createWants(): Wants {
  const queue = new Map<Hash, Want>()
  const open = new Map<Hash, { readonly promise: Promise<Piece>; readonly want: Want }>()

  const takeOut = (chosen: Want[]): Want[] => {
    for (const { hash } of chosen) queue.delete(hash)
    return chosen
  }

  return {
    get size() {
      return queue.size
    },
    want(hash, most) {
      const known = open.get(hash)
      if (known !== undefined) return known.promise
      const { promise, resolve, reject } = Promise.withResolvers<Piece>()
      const want: Want = {
        hash,
        most,
        asked: new Set(),
        resolve(piece) {
          open.delete(hash)
          resolve(piece)
        },
        reject(error) {
          open.delete(hash)
          reject(error)
        },
      }
      open.set(hash, { promise, want })
      queue.set(hash, want)
      return promise
    },
    add: (want) => void queue.set(want.hash, want),
    take(address, { nodes, bytes }) {
      const chosen: Want[] = []
      let sum = 0
      for (const want of queue.values()) {
        if (want.asked.has(address)) continue
        if (chosen.length > 0 && sum + want.most > bytes) break
        chosen.push(want)
        sum += want.most
        if (chosen.length === nodes) break
      }
      return takeOut(chosen)
    },
    askedOf: (addresses) =>
      takeOut([...queue.values()].filter(({ asked }) => addresses.every((address) => asked.has(address)))),
    isOpenTo: (address) => [...queue.values()].some(({ asked }) => !asked.has(address)),
    drain: () => takeOut([...queue.values()]),
    fail(error) {
      queue.clear()
      for (const { want } of [...open.values()]) want.reject(error)
    },
  }
}
