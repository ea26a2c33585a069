import { finalize, from, map, merge, type Observable, switchMap, tap, throwError } from 'rxjs'
import type { EventObject } from 'xstate'
import type { FollowerContext } from '../../../machines/derivers/chain-follower.ts'
import { backoff, messageOf, type PayloadOf, stream, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import type { Connection } from '../connection/link.ts'
import { ChainError } from '../errors.ts'
import type { FollowerConfig } from './config.ts'
import { deliver } from './deliver.ts'
import {
  CatchingUp,
  CaughtUp,
  Connected,
  ConnectionLost,
  ForeignData,
  HeadAdvanced,
  HistorySkipped,
  TrustBroken,
} from './events.ts'
import { follow } from './follow.ts'
import type { Cursor } from './followed-block.ts'
import { foreignChain } from './foreign.ts'
import type { Ctx, FollowerPorts, Step } from './ports.ts'
import type { Progress } from './progress.ts'
import { createWitness } from './witness.ts'

/** @returns the place to go on from: where this process is, or where an earlier one has got to */
async function connect(
  _: TaskArgs<FollowerContext>,
  ctx: TaskContext<FollowerConfig, FollowerPorts>,
): Promise<Cursor | null> {
  const { endpoints, genesis, archive } = ctx.config
  const { link, connector, cursors, health } = ctx.ports
  const place = cursors.load()
  const endpoint = health.best(endpoints)
  const known = genesis ?? link.genesis
  const connection = await connector
    .connect(endpoint, { genesis: known ?? place?.genesis, archive })
    .catch(async (error: unknown) => {
      health.failed(endpoint, error)
      if (known !== undefined || place === undefined) throw error
      const others = endpoints.filter((other) => other !== endpoint)
      const found = await foreignChain(error, others, place.genesis, connector)
      throw found === undefined ? error : foreignData(place.genesis, found)
    })
  if (ctx.signal.aborted) connection.session.close('no longer wanted')
  else link.attach(connection)
  return link.head ?? place ?? null
}

const foreignData = (kept: string, found: string) =>
  new ChainError(
    { code: 'foreign-data', kept, found },
    `the place that is kept is on the chain with genesis ${kept}, and every endpoint is on that with ${found}`,
  )

function followLink({ context: { cursor } }: TaskArgs<FollowerContext>, ctx: Ctx): Observable<EventObject> {
  const { link, clock, deliveries, connector, health } = ctx.ports
  const connection = link.connection()
  const { session, genesisHash } = connection
  const { witnesses, patience } = ctx.config
  const open = (endpoint: string) => connector.open(endpoint, genesisHash)
  const witness = createWitness(witnesses, { patience, clock, open })
  const blocks = follow(connection, cursor, ctx.config, {
    clock,
    room: deliveries.room,
    confirm: (block) => witness.confirm(block, session.endpoint),
  })
  const settled = deliveries.settled.pipe(map((block) => ({ type: 'follower.Settled', block })))
  const lost = from(session.closed).pipe(switchMap((reason) => throwError(() => gone(connection, reason))))
  return merge(blocks, settled, lost).pipe(
    tap({
      next: ({ type }) => {
        if (type === 'follower.CaughtUp') health.served(session.endpoint)
      },
      error: (error: unknown) => health.failed(session.endpoint, error),
    }),
    finalize(() => {
      witness.close()
      link.detach(connection)
      session.close('the follower moves on')
    }),
  )
}

const gone = ({ session: { endpoint } }: Connection, reason: string) =>
  new ChainError({ code: 'disconnected', endpoint, reason }, `lost ${endpoint}: ${reason}`)

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
  'follower.reportHead': ({ event }: Step<{ head: PayloadOf<typeof HeadAdvanced> }>, ctx: Ctx) =>
    void ctx.emit(HeadAdvanced, event.head),
  'follower.reportProgress': ({ event }: Step<{ progress: Progress }>, ctx: Ctx) => {
    ctx.log.info(event.progress, 'catching up')
    ctx.emit(CatchingUp, event.progress)
  },
  'follower.reportSkipped': ({ event: { from, to, reason } }: Step<PayloadOf<typeof HistorySkipped>>, ctx: Ctx) => {
    ctx.log.warn(
      { from, to, reason },
      'blocks whose events nobody keeps are passed over; state is read again after them',
    )
    ctx.emit(HistorySkipped, { from, to, reason })
  },
  'follower.isBetrayed': ({ event }: Step<{ error?: unknown }>) =>
    event.error instanceof ChainError && event.error.code === 'witness-mismatch',
  'follower.reportBroken': ({ event }: Step<{ error?: unknown }>, ctx: Ctx) => {
    const reason = messageOf(event.error)
    ctx.log.error(
      { reason },
      'endpoints disagree on what is final; the node delivers nothing more until it is restarted',
    )
    ctx.emit(TrustBroken, { reason })
  },
  'follower.isForeign': ({ event }: Step<{ error?: unknown }>) =>
    event.error instanceof ChainError && event.error.code === 'foreign-data',
  'follower.reportForeign': ({ event }: Step<{ error?: unknown }>, ctx: Ctx) => {
    const { payload, message: reason } = event.error as ChainError
    if (payload.code !== 'foreign-data') return
    ctx.log.error({ reason }, 'what this node keeps is of another chain; nothing is followed')
    ctx.emit(ForeignData, { kept: payload.kept, found: payload.found, reason })
  },
  'follower.saveCursor': ({ event }: Step<{ block: Cursor }>, { ports: { cursors, link } }: Ctx) => {
    const { genesis } = link
    if (genesis !== undefined) cursors.save({ genesis, number: event.block.number, hash: event.block.hash })
  },
  'follower.backoff': ({ context }: Step<object>, ctx: Ctx) =>
    backoff(ctx.config.backoff, context.failures, ctx.random),
}
