import type { Ancestry, HeadsContext } from '../../../machines/derivers/heads.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { ChainLink } from '../connection/link.ts'
import { HeadsMoved, Reorganized } from './events.ts'
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
}
