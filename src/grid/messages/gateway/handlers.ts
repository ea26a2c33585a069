import type { ActorContext, FactEvent, StepArgs } from '../../../kernel/index.ts'
import type { ContractCreated } from '../../chain-facts.ts'
import type { GatewayConfig } from './config.ts'
import type { GatewayPorts } from './ports.ts'
import { serve } from './serve.ts'

type Ctx = ActorContext<GatewayConfig, GatewayPorts>
type Step<Event = object> = StepArgs<Record<string, never>, Event & { type: string }>

export const handlers = {
  'messages.serve': serve,
  'messages.noteDeployment': ({ event }: Step<FactEvent<typeof ContractCreated>>, ctx: Ctx) => {
    const { twinId, contractType } = event.payload[0]
    if (contractType.kind !== 'name') ctx.ports.ledger.deployed(twinId, contractType.nodeId)
  },
  'messages.retry': (_: Step, ctx: Ctx) => ctx.config.retry * 1_000,
}
