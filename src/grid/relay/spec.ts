import { gridRelay } from '../../../machines/coordinators/grid-relay.ts'
import { type Clock, defineUnit, StopRequested, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import { startRelay } from '../messages/relay/server.ts'
import { twinsAsked } from '../twins/asked.ts'
import { TwinAccount } from '../twins/events.ts'
import { type RelayConfig, relayConfig } from './config.ts'
import { RelayListening } from './events.ts'

export interface RelayPorts {
  readonly clock: Clock
}

/** Carries messages until it is told to end. */
async function serve(_: TaskArgs, ctx: TaskContext<RelayConfig, RelayPorts>): Promise<void> {
  const { config, ports, log, signal } = ctx
  const relay = await startRelay({ ...config, clock: ports.clock, log, twins: twinsAsked(ctx) })
  signal.addEventListener('abort', () => void relay.stop(), { once: true })
  if (signal.aborted) void relay.stop()
  else {
    log.info({ url: relay.url }, 'the relay takes connections')
    ctx.emit(RelayListening, { url: relay.url })
  }
  await relay.closed
}

/** A relay for the messages of a grid. */
export const relayUnit = defineUnit<RelayConfig, RelayPorts>({
  name: 'grid-relay',
  machine: gridRelay,
  consumes: [RelayListening, StopRequested],
  emits: [RelayListening],
  asks: [TwinAccount],
  config: relayConfig,
  handlers: { 'relay.serve': serve },
})
