import { z } from 'zod'
import { PeerError } from '../../peers/errors.ts'
import { MAX_CHUNK } from '../../store/chunk-tree.ts'
import { hashOf } from '../../store/hashing.ts'
import type { Hash } from '../../store/types.ts'
import { hash } from '../../types.ts'
import { SyncError } from '../errors.ts'
import type { Source } from '../sources/read.ts'
import { isLacking, type Requests } from '../sources/requests.ts'
import { createWants, type Want } from './wants.ts'

/** Data with the hash that was asked for. `saysPair`: whoever gave it says that it is two hashes, which may be so or not. */
export interface Piece {
  readonly data: Uint8Array
  readonly saysPair: boolean
}

/** Fetches nodes by their hashes, in batches, from several sources at once. */
export interface Pool {
  /** @param most bytes it can have @throws SyncError `no-source` when no source gives it */
  get(hash: Hash, most: number): Promise<Piece>
  /** Nothing is asked for any more; who waits for something gets this error. */
  close(error: unknown): void
  /** Bytes of data that were asked for and came. */
  readonly bytes: bigint
  /** Accounts that gave some of them. */
  readonly gaveSome: ReadonlySet<string>
}

export interface PoolOptions {
  readonly bucketId: bigint
  readonly sources: readonly Source[]
  readonly requests: Requests
  readonly batch: { readonly nodes: number; readonly bytes: number }
  readonly perSource: number
  now(): number
  /** Until one of the sources may be asked again; false when that takes too long. */
  wait(sources: readonly Source[]): Promise<boolean>
}

const nodesAnswer = z.object({
  nodes: z.array(z.object({ hash, data: z.string(), children: z.array(z.string()).nullish() })),
})

/** In JSON and base64, with room for hashes and names. */
const answerBytes = (wants: readonly Want[]): number =>
  wants.reduce((sum, { most }) => sum + Math.ceil((most * 4) / 3) + 512, 4_096)

/** As JSON has it: a number where it is exact. */
const jsonId = (id: bigint): number | string => (id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : String(id))

export function createPool({ bucketId, sources, requests, batch, perSource, now, wait }: PoolOptions): Pool {
  const wants = createWants()
  const running = new Map<string, number>()
  const gaveSome = new Set<string>()
  let bytes = 0n
  let isPlanned = false
  let isWaiting = false
  let closed: { readonly error: unknown } | undefined

  function plan(): void {
    if (isPlanned) return
    isPlanned = true
    // What is asked for in one turn goes together.
    queueMicrotask(() => {
      isPlanned = false
      pump()
    })
  }

  function pump(): void {
    for (const source of requests.ranked(sources)) {
      while (requests.isUsable(source) && (running.get(source.address) ?? 0) < perSource) {
        const some = wants.take(source.address, batch)
        if (some.length === 0) break
        void send(source, some)
      }
    }
    if (wants.size === 0) return
    for (const want of wants.askedOf(sources.map(({ address }) => address))) want.reject(nobody(want))
    if (wants.size > 0 && [...running.values()].every((count) => count === 0)) void pause()
  }

  const nobody = ({ hash: sought }: Want) =>
    new SyncError('no-source', `none of ${sources.length} providers gave the node ${sought}`)

  /** All who could be asked are avoided for now. */
  async function pause(): Promise<void> {
    if (isWaiting) return
    isWaiting = true
    const open = sources.filter(({ address }) => wants.isOpenTo(address))
    try {
      if (!(await wait(open))) for (const want of wants.drain()) want.reject(nobody(want))
    } catch (error) {
      close(error)
    } finally {
      isWaiting = false
    }
    plan()
  }

  async function send(source: Source, some: readonly Want[]): Promise<void> {
    running.set(source.address, (running.get(source.address) ?? 0) + 1)
    const since = now()
    const left = new Map(some.map((want) => [want.hash, want]))
    try {
      const body = { bucket_id: jsonId(bucketId), hashes: [...left.keys()] }
      const request = { path: '/fetch_nodes', body, answer: nodesAnswer, maxBytes: answerBytes(some) }
      const { nodes } = await requests.ask(source, request)
      let got = 0
      for (const { hash: name, data: text, children } of nodes) {
        const data = Buffer.from(text, 'base64')
        const want = left.get(name)
        if (want === undefined || data.length > MAX_CHUNK || hashOf(data) !== name) {
          requests.wrong(source, `other data than that of the node ${some[0]!.hash}, or of one asked for with it`)
          break
        }
        left.delete(name)
        got += data.length
        want.resolve({ data, saysPair: (children?.length ?? 0) > 0 })
      }
      if (got > 0) {
        bytes += BigInt(got)
        gaveSome.add(source.account)
        requests.served(source, got, now() - since)
      }
      for (const want of left.values()) want.asked.add(source.address)
    } catch (error) {
      if (isLacking(error)) for (const want of left.values()) want.asked.add(source.address)
      else if (!(error instanceof PeerError)) close(error)
    } finally {
      running.set(source.address, running.get(source.address)! - 1)
      for (const want of left.values()) if (closed === undefined) wants.add(want)
      plan()
    }
  }

  function close(error: unknown): void {
    closed ??= { error }
    wants.fail(error)
  }

  return {
    async get(sought, most) {
      if (closed !== undefined) throw closed.error
      const piece = wants.want(sought, most)
      plan()
      return piece
    },
    close,
    get bytes() {
      return bytes
    },
    gaveSome,
  }
}
