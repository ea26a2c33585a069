import { cryptoWaitReady } from '#polkadot'
import type { ActorContext, FactEvent, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { BucketDeleted } from '../chain-facts.ts'
import { createApp } from './app.ts'
import { createGuard } from './auth/guard.ts'
import type { HttpConfig } from './config.ts'
import { HttpListening } from './events.ts'
import type { HttpPorts } from './ports.ts'
import { listen } from './server.ts'

type Ctx = ActorContext<HttpConfig, HttpPorts>
type TaskCtx = TaskContext<HttpConfig, HttpPorts>
type Step<Event = object> = StepArgs<Record<string, never>, Event & { type: string }>

/** Answers requests until told to finish, and they are answered. */
async function serve(_: TaskArgs, ctx: TaskCtx): Promise<void> {
  const { config, ports, signal, log } = ctx
  const { store, records, attestor, traffic, server } = ports
  const ask: TaskCtx['ask'] = (command, payload, options) => ctx.ask(command, payload, options)
  const now = () => ctx.now()
  const nonces = records.nonces(config.auth.nonces)
  const guard = createGuard({ config: config.auth, provider: attestor.provider, nonces, ask, now })
  const app = createApp({ store, records, attestor, guard, traffic, config, log, ask, now })
  // Signatures and hashes are worked out at full speed from then on.
  await cryptoWaitReady()
  const listener = await listen(app.fetch, config.listen, config.limits)
  signal.addEventListener('abort', () => listener.destroy(), { once: true })
  if (signal.aborted) listener.destroy()
  else {
    server.current = listener
    log.info({ url: listener.url }, 'the HTTP API takes requests')
    ctx.emit(HttpListening, { url: listener.url })
  }
  await listener.closed
}

export const handlers = {
  'http.serve': serve,
  'http.finish': (_: Step, ctx: Ctx) => ctx.ports.server.current?.finish(),
  'http.forget': ({ event }: Step<FactEvent<typeof BucketDeleted>>, ctx: Ctx) =>
    ctx.ports.records.forget(event.payload.bucketId),
}
