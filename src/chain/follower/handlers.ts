import { finalize, from, merge, type Observable, switchMap, throwError } from 'rxjs'
import type { FollowerContext } from '../../../machines/derivers/chain-follower.ts'
import type { ActorContext, Clock, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import { messageOf, stream } from '../../kernel/index.ts'
import type { ChainLink, Connection } from '../connection/link.ts'
import type { Decoder } from '../decoder/decoder.ts'
import { ChainError } from '../errors.ts'
import type { FollowerConfig } from './config.ts'
import type { Connector } from './connect.ts'
import {
  BlockFinalized,
  BlockUndecodable,
  CaughtUp,
  Connected,
  ConnectionLost,
  HeadAdvanced,
  ResyncNeeded,
} from './events.ts'
import { type FollowEvent, follow } from './follow.ts'

export interface FollowerPorts {
  readonly link: ChainLink
  readonly connector: Connector
  readonly decoder: Decoder
  readonly clock: Clock
}

type Ctx = ActorContext<FollowerConfig, FollowerPorts>
type Step<Event> = StepArgs<FollowerContext, { type: string } & Event>

async function connect(
  { context }: TaskArgs<FollowerContext>,
  ctx: TaskContext<FollowerConfig, FollowerPorts>,
): Promise<void> {
  const { endpoints, genesis } = ctx.config
  const endpoint = endpoints[context.failures % endpoints.length]!
  const connection = await ctx.ports.connector.connect(endpoint, genesis ?? ctx.ports.link.genesis)
  if (ctx.signal.aborted) return connection.session.close('no longer wanted')
  ctx.ports.link.attach(connection)
}

function followLink({ context: { cursor } }: TaskArgs<FollowerContext>, ctx: Ctx): Observable<FollowEvent> {
  const { link, clock } = ctx.ports
  const connection = link.connection()
  const { window, stallAfter } = ctx.config
  const lost = from(connection.session.closed).pipe(switchMap((reason) => throwError(() => gone(connection, reason))))
  return merge(follow(connection, cursor, { window, stallAfter }, clock), lost).pipe(
    finalize(() => {
      link.detach(connection)
      connection.session.close('the follower moves on')
    }),
  )
}

const gone = ({ session: { endpoint } }: Connection, reason: string) =>
  new ChainError({ code: 'disconnected', endpoint, reason }, `lost ${endpoint}: ${reason}`)

/** The block itself first, then the facts of its events: who re-reads at this block knows to skip them. */
function deliver(
  { context, event }: Step<{ block: { number: number; hash: string; parentHash: string; events: string } }>,
  ctx: Ctx,
): void {
  const { number, hash, parentHash, events } = event.block
  const { link, decoder } = ctx.ports
  const missed = new Set<string>()
  link.head = { number, hash }
  const note = ({ refused }: { refused: readonly string[] }) => {
    for (const name of refused) missed.add(name)
  }
  try {
    const facts = decoder.decode(link.connection().runtime, events, { number, hash })
    note(ctx.emit(BlockFinalized, { number, hash, parentHash, resync: [...context.unsynced] }))
    for (const { fact, payload } of facts) note(ctx.emit(fact, payload))
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== 'undecodable') throw error
    ctx.log.error({ block: number, error: error.message }, 'events of a block cannot be decoded; state is read again')
    ctx.emit(BlockUndecodable, { number, hash, reason: error.message })
    ctx.emit(BlockFinalized, { number, hash, parentHash, resync: [...ctx.config.consumers] })
    for (const consumer of ctx.config.consumers) missed.add(consumer)
  }
  // Whoever had no room for a fact has missed something, like one that was away.
  for (const consumer of missed) if (ctx.config.consumers.includes(consumer)) ctx.emit(ResyncNeeded, { consumer })
}

export const handlers = {
  'follower.connect': connect,
  'follower.follow': stream(followLink),
  'follower.deliver': deliver,
  'follower.reportConnected': (_: Step<object>, ctx: Ctx) => {
    const { session, genesisHash, runtime } = ctx.ports.link.connection()
    ctx.log.info({ endpoint: session.endpoint, specVersion: runtime.specVersion }, 'connected')
    ctx.emit(Connected, { endpoint: session.endpoint, genesisHash, specVersion: runtime.specVersion })
  },
  'follower.reportLost': ({ event, context }: Step<{ error?: unknown }>, ctx: Ctx) => {
    const reason = messageOf(event.error)
    ctx.log.warn({ reason, failures: context.failures + 1 }, 'no connection to the chain')
    ctx.emit(ConnectionLost, { reason })
  },
  'follower.reportCaughtUp': ({ event }: Step<{ number: number }>, ctx: Ctx) =>
    void ctx.emit(CaughtUp, { number: event.number }),
  'follower.reportHead': ({ event }: Step<{ number: number }>, ctx: Ctx) =>
    void ctx.emit(HeadAdvanced, { number: event.number }),
  'follower.backoff': ({ context }: Step<object>, ctx: Ctx) => {
    const { min, max } = ctx.config.backoff
    return Math.min(max, min * 2 ** Math.min(context.failures, 16)) * (0.5 + ctx.random() / 2)
  },
}
