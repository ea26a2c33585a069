import type { Ancestry, HeadsContext } from '../../../machines/derivers/heads.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { ChainLink } from '../connection/link.ts'
import { ChainError } from '../errors.ts'
import { HeaderForged, HeadsMoved, Reorganized } from './events.ts'
import { traceBack } from './trace.ts'

export interface HeadsPorts {
  readonly link: ChainLink
}

type Ctx = ActorContext<unknown, HeadsPorts>
type Step<Event = object> = StepArgs<HeadsContext, { type: string } & Event>

const refOf = ({ number, hash }: { number: number; hash: string }) => ({ number, hash })

export const handlers = {
  'heads.trace': ({ context: { next, chain } }: TaskArgs<HeadsContext>, ctx: TaskContext<unknown, HeadsPorts>) =>
    traceBack(ctx.ports.link.connection().session, next!, chain),
  'heads.report': ({ context: { chain, finalized } }: Step, ctx: Ctx) => {
    const best = chain.at(-1)
    if (best === undefined) return
    ctx.emit(HeadsMoved, { best: refOf(best), finalized, lag: Math.max(0, best.number - finalized) })
  },
  'heads.reportReorganization': ({ context, event }: Step<{ output: Ancestry }>, ctx: Ctx) => {
    const { retracted } = event.output
    if (retracted.length === 0) return
    ctx.emit(Reorganized, { depth: retracted.length, retracted: retracted.map(refOf), best: refOf(context.next!) })
  },
  'heads.isForged': ({ event }: Step<{ error?: unknown }>) => forgeryIn(event.error) !== undefined,
  /** The follower goes on with the next endpoint once the session is closed. */
  'heads.refuseEndpoint': ({ event }: Step<{ error?: unknown }>, ctx: Ctx) => {
    const { endpoint, number, hash, computed } = forgeryIn(event.error)!
    ctx.log.error({ endpoint, block: number, hash, computed }, 'an endpoint makes up headers; it is left')
    ctx.emit(HeaderForged, { endpoint, number, hash, computed })
    const { link } = ctx.ports
    if (!link.connected) return
    const { session } = link.connection()
    if (session.endpoint === endpoint) session.close(`it makes up headers: block ${number} is not ${computed}`)
  },
}

function forgeryIn(error: unknown) {
  if (!(error instanceof ChainError) || error.payload.code !== 'wrong-header-hash') return undefined
  return error.payload
}
