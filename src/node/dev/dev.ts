import { devAccount } from '../../devnet/accounts.ts'
import {
  createSystemClock,
  freshSeed,
  messageOf,
  type PayloadOf,
  StopRequested,
  type System,
} from '../../kernel/index.ts'
import { HttpListening } from '../../storage/http/events.ts'
import { storageSettings } from '../../storage/settings.ts'
import { composeNode } from '../compose.ts'
import type { LoadedConfig } from '../config/load.ts'
import { openDisplay, showStatus } from '../display.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { type InspectOptions, openInspector } from '../inspect/open.ts'
import { openMetrics } from '../metrics/open.ts'
import { prepareNode } from '../prepare.ts'
import { createView, type NodeView, watch } from '../show/view.ts'
import { onSignals } from '../signals.ts'
import { summarize, writeSummary } from '../summary.ts'
import { openTrace, type TraceOptions } from '../trace/open.ts'
import { startCustomer } from './customer.ts'
import { startDevelopmentChain } from './devnet.ts'
import { startWorkload, type Verdicts } from './workload.ts'

export interface DevOptions extends InspectOptions, TraceOptions {
  /** Stop after so many finalized blocks. */
  readonly blocks?: number
  /** Milliseconds. */
  readonly blockTime: number
  readonly seed?: number
  readonly port: number
  /** A file, or `-` for standard output. */
  readonly summary?: string
}

/** Requests in all. */
const REQUESTS = 60

/** A development chain, a node against it over its socket, and a small workload, in one process. */
export async function runDev(loaded: LoadedConfig, options: DevOptions): Promise<ExitCode> {
  const settings = await prepareNode(asProvider(loaded))
  const metrics = await openMetrics(loaded)
  const clock = createSystemClock()
  const seed = options.seed ?? freshSeed()
  const { screen, log } = openDisplay(loaded.config.log)
  for (const warning of loaded.warnings) log.warn({}, warning)

  const { devnet, runtime } = await startDevelopmentChain({ port: options.port }, (error) =>
    log.error({ error: String(error) }, 'development chain'),
  )
  if (devnet.portTaken) log.warn({ wanted: options.port, port: devnet.port }, 'the port is taken; using a free one')
  log.info({ url: devnet.url, randomSeed: seed }, 'development chain started')
  if (loaded.config.account !== undefined)
    log.warn({}, 'a development run acts for //Alice, not for the account of the config')
  const workload = startWorkload(devnet, runtime, {
    seed,
    requests: REQUESTS,
    perBlock: 2,
    dueAfter: blocksToAnswer(options.blockTime),
  })
  devnet.produce(options.blockTime)

  const storage = settings.storage ?? storageSettings.parse({ listen: '127.0.0.1:0' })
  const system = composeNode(
    { ...settings, storage, chain: { endpoints: [devnet.url] } },
    { log, clock, seed, traffic: metrics.traffic },
  )
  metrics.watch(system, log)
  startCustomer(devnet, runtime, {
    provider: devAccount('Alice'),
    blockTime: options.blockTime,
    url: listeningAt(system),
    // One who cannot store tries again with the next object.
    onError: (error) => log.debug({ error: messageOf(error) }, 'an upload failed'),
  })
  const view = createView()
  watch(system, view)
  stopAfter(options.blocks, system, view)
  const seen = lastBlockToActOn(system, view)
  const release = onSignals(
    (signal) => {
      log.info({ signal }, 'finishing what is under way; again to end at once')
      void system.stop(signal)
    },
    () => process.exit(EXIT.failed),
  )
  const endStatus = showStatus(system, view, { screen, log, clock })
  const closeInspector = await openInspector(system, options, log)
  const closeTrace = await openTrace(system, options, log)
  // A system that fails to boot says so by its end.
  await system.start().catch(() => {})
  const { outcome, reason } = await system.ended
  endStatus()
  release()
  await closeInspector()
  await closeTrace()
  await metrics.close()
  const verdicts = workload.judge(seen())
  await devnet.stop()
  log.info({ reason, ...verdicts }, `node ${outcome}`)
  screen.close()
  if (options.summary !== undefined)
    await writeSummary({ ...summarize(view, system.deadLetters), requests: verdicts, seed }, options.summary)
  return outcome === 'stopped' && !hasMissed(view, verdicts) ? EXIT.ok : EXIT.failed
}

/** The config as it is, but for the provider of the workload. */
const asProvider = (loaded: LoadedConfig): LoadedConfig => ({
  ...loaded,
  config: { ...loaded.config, account: { uri: '//Alice' } },
})

/** Where the node takes data, once it does. */
function listeningAt(system: System): () => string | undefined {
  let url: string | undefined
  system.attach({
    emitted({ event: { type, payload } }) {
      if (type === HttpListening.type) url = (payload as PayloadOf<typeof HttpListening>).url
    },
  })
  return () => url
}

function stopAfter(blocks: number | undefined, system: System, view: NodeView): void {
  if (blocks === undefined) return
  system.attach({
    emitted({ event }) {
      if (event.type === 'chain.BlockFinalized' && (view.facts['chain.BlockFinalized'] ?? 0) === blocks)
        void system.stop(`${blocks} blocks`)
    },
  })
}

/** The last block delivered before the node was asked to end; what comes later it leaves alone. */
function lastBlockToActOn(system: System, view: NodeView): () => number {
  let atStop: number | undefined
  system.attach({
    emitted({ event }) {
      if (event.type === StopRequested.type) atStop ??= view.finalized
    },
  })
  return () => atStop ?? view.finalized
}

/** A request is seen when final, answered in a later block, and the answer is seen when that is final; a busy machine needs time too. */
const blocksToAnswer = (blockTime: number): number => 8 + Math.ceil(5_000 / blockTime)

const hasMissed = (view: NodeView, { wrong, forgotten }: Verdicts): boolean =>
  wrong > 0 || forgotten > 0 || Object.values(view.duties).some((ends) => (ends['missed'] ?? 0) > 0)
