import type { Hono } from 'hono'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { createMetricsTracer, type Log, messageOf, type System } from '../../kernel/index.ts'
import { exposeTraffic } from '../../storage/http/metrics.ts'
import { type Listener, listen } from '../../storage/http/server.ts'
import { createTraffic, type Traffic } from '../../storage/http/traffic.ts'
import { show } from '../config/issues.ts'
import { type LoadedConfig, placeIn } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import { createMetricsApp } from './app.ts'
import { type Readiness, readinessOf } from './readiness.ts'

/** What the node counts, for who reads it now and then. */
export interface Metrics {
  /** To be given to the node. */
  readonly traffic: Traffic
  /** Counts what happens in a system that has not been started yet, and says where the counts are. */
  watch(system: System, log: Log): void
  close(): Promise<void>
}

/** Connections at a time, and milliseconds in which nothing moves on one until it is closed. */
const LIMITS = { connections: 64, idle: 60_000 }

/** Before the node is there. */
const STARTING: Readiness = { ready: false, conditions: [] }

/** Serves what the node counts, and whether it is ready, where the config says so; if nowhere, nothing is counted. @throws ConfigError when it cannot be served */
export async function openMetrics(loaded: LoadedConfig): Promise<Metrics> {
  const traffic = createTraffic()
  const address = loaded.config.metrics?.listen
  if (address === undefined) return { traffic, watch: () => {}, close: async () => {} }
  const registry = new Registry()
  let readiness = () => STARTING
  const app = createMetricsApp(registry, () => readiness())
  const { url, closed, destroy } = await serve(loaded, app, address)
  exposeTraffic(registry, traffic)
  collectDefaultMetrics({ register: registry })
  return {
    traffic,
    watch(system, log) {
      system.attach(createMetricsTracer(registry, system))
      readiness = () => readinessOf(system)
      log.info({ url: `${url}/metrics` }, 'metrics are served')
    },
    async close() {
      destroy()
      await closed
    },
  }
}

async function serve(loaded: LoadedConfig, app: Hono, address: string): Promise<Listener> {
  try {
    return await listen(app.fetch, address, LIMITS)
  } catch (error) {
    const path = ['metrics', 'listen']
    throw new ConfigError([
      {
        code: 'metrics',
        field: path.join('.'),
        value: show(path, address),
        message: `cannot be used: ${messageOf((error as Error).cause ?? error)}`,
        expected: 'an address of this machine, and a port that no other program has',
        ...placeIn(loaded)(path, 'value'),
      },
    ])
  }
}
