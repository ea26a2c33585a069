import type { TaskContext } from '../../../kernel/index.ts'
import { PeerError } from '../../peers/errors.ts'
import type { PeerRequest } from '../../peers/peers.ts'
import type { ReplicaSyncConfig } from '../config.ts'
import type { ReplicaPorts } from '../ports.ts'
import { createDeadlines } from './deadlines.ts'
import { createGate } from './gate.ts'
import type { Source } from './read.ts'

type Request<Answer> = Omit<PeerRequest<Answer>, 'peer' | 'to' | 'signal'>

/** Asks sources within the bounds for all syncs together, and writes down what they are worth. */
export interface Requests {
  /** @throws PeerError; `refused` tells nothing against the source where it just does not have what is asked for */
  ask<Answer>(source: Source, request: Request<Answer>): Promise<Answer>
  /** Whether it may be asked now. */
  isUsable(source: Source): boolean
  usableFrom(source: Source): number
  ranked(sources: readonly Source[]): Source[]
  served(source: Source, bytes: number, milliseconds: number): void
  /** What it said is provably wrong. */
  wrong(source: Source, what: string): void
}

/** The words of a server that has no such thing, or no such endpoint. */
const LACKING: ReadonlySet<number> = new Set([400, 404, 405, 410, 413, 501])

export const isLacking = (error: unknown): boolean =>
  error instanceof PeerError && error.code === 'refused' && LACKING.has(error.status ?? 0)

/** For what is about this bucket. */
export function createRequests(ctx: TaskContext<ReplicaSyncConfig, ReplicaPorts>, bucketId: bigint): Requests {
  const { ports, config, signal } = ctx
  const { book, gates, gate, peers } = ports
  const within = createDeadlines(ctx, config.requests.deadline)

  function gateOf({ address }: Source) {
    const found = gates.get(address) ?? createGate()
    gates.set(address, found)
    return found
  }

  function wrong(source: Source, what: string): void {
    book.wrong(source, ctx.now(), config.avoid)
    ctx.log.warn({ provider: source.account, address: source.address, what }, 'a source is avoided for a while')
  }

  /** Whose fault a failure is; none of anybody's when the sync itself has ended. */
  function judge(source: Source, error: unknown): void {
    if (signal.aborted || !(error instanceof PeerError) || isLacking(error)) return
    if (error.retryable) book.unreachable(source, ctx.now(), config.avoid)
    else wrong(source, error.message)
  }

  return {
    async ask(source, request) {
      const leaveSource = await gateOf(source).enter(config.requests.perSource, signal)
      try {
        const leave = await gate.enter(config.requests.inAll, signal)
        try {
          const to = { provider: source.account, bucketId, now: ctx.now() }
          return await within((ended) => peers.ask({ ...request, to, peer: source.address, signal: ended }))
        } catch (error) {
          judge(source, error)
          throw error
        } finally {
          leave()
        }
      } finally {
        leaveSource()
      }
    },
    isUsable: (source) => book.usableFrom(source) <= ctx.now(),
    usableFrom: (source) => book.usableFrom(source),
    ranked: (sources) => book.ranked(sources),
    served: (source, bytes, milliseconds) => book.served(source, bytes, milliseconds),
    wrong,
  }
}
