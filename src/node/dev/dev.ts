import { createSystemClock, freshSeed, type System } from '../../kernel/index.ts'
import type { LoadedConfig } from '../config/load.ts'
import { logOn, showStatus } from '../display.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { nodeOf } from '../run.ts'
import { createScreen } from '../show/screen.ts'
import { createView, type NodeView, watch } from '../show/view.ts'
import { onSignals } from '../signals.ts'
import { summarize, writeSummary } from '../summary.ts'
import { startDevelopmentChain } from './devnet.ts'
import { startWorkload, type Verdicts } from './workload.ts'

export interface DevOptions {
  /** Stop after so many finalized blocks. */
  readonly blocks?: number
  /** Milliseconds. */
  readonly blockTime: number
  readonly seed?: number
  readonly port: number
  /** A file, or `-` for standard output. */
  readonly summary?: string
  readonly json: boolean
}

/** No new requests this many blocks before the end, so that all can be answered. */
const REQUESTS = 60

/** A development chain, a node against it over its socket, and a small workload, in one process. */
export async function runDev(loaded: LoadedConfig, options: DevOptions): Promise<ExitCode> {
  const clock = createSystemClock()
  const seed = options.seed ?? freshSeed()
  const screen = createScreen(process.stderr)
  const colours = screen.interactive && !process.env['NO_COLOR']
  const log = logOn(screen, { level: loaded.config.log.level, json: options.json, colours })

  const { devnet, runtime } = await startDevelopmentChain({ port: options.port }, (error) =>
    log.error({ error: String(error) }, 'development chain'),
  )
  if (devnet.portTaken) log.warn({ wanted: options.port, port: devnet.port }, 'the port is taken; using a free one')
  log.info({ url: devnet.url, randomSeed: seed }, 'development chain started')
  if (loaded.config.account !== undefined)
    log.warn({}, 'a development run acts for //Alice, not for the account of the config')
  const workload = startWorkload(devnet, runtime, { seed, requests: REQUESTS, perBlock: 2 })
  devnet.produce(options.blockTime)

  const system = await nodeOf(onDevnet(loaded, devnet.url), { log, clock, seed })
  const view = createView()
  watch(system, view)
  stopAfter(options.blocks, system, view)
  const release = onSignals(
    (signal) => {
      log.info({ signal }, 'finishing what is under way; again to end at once')
      void system.stop(signal)
    },
    () => process.exit(EXIT.failed),
  )
  const endStatus = showStatus(system, view, screen, log, clock)
  await system.start()
  const { outcome, reason } = await system.ended
  endStatus()
  release()
  const verdicts = workload.judge()
  await devnet.stop()
  log.info({ reason, ...verdicts }, `node ${outcome}`)
  screen.close()
  if (options.summary !== undefined)
    await writeSummary({ ...summarize(view, system.deadLetters), requests: verdicts, seed }, options.summary)
  return outcome === 'stopped' && !hasMissed(view, verdicts) ? EXIT.ok : EXIT.failed
}

/** The config as it is, but against this chain and for the provider of its workload. */
function onDevnet(loaded: LoadedConfig, url: string): LoadedConfig {
  return { ...loaded, config: { ...loaded.config, chain: { endpoints: [url] }, account: { uri: '//Alice' } } }
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

const hasMissed = (view: NodeView, { wrong, forgotten }: Verdicts): boolean =>
  wrong > 0 || forgotten > 0 || Object.values(view.duties).some((ends) => (ends['missed'] ?? 0) > 0)
