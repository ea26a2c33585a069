import { accountsReady } from '../../devnet/accounts.ts'
import { billInTurn } from '../../devnet/billing-author.ts'
import type { ChallengeLayout } from '../../devnet/challenge-layouts.ts'
import { type Devnet, type DevnetOptions, startDevnet } from '../../devnet/devnet.ts'
import { preset } from '../../devnet/preset.ts'
import type { Preset } from '../../devnet/preset-names.ts'
import { billingAuthor } from '../../devnet/presets-grid.ts'
import { createRuntime, type DevnetRuntime } from '../../devnet/runtime/index.ts'
import { onSignals } from '../signals.ts'
import { customerAccount } from './customer.ts'

export interface DevelopmentOptions extends DevnetOptions {
  /** What it is for: storage unless told otherwise. */
  readonly preset?: Preset
  /** How storage keeps open challenges: in lists unless told otherwise. */
  readonly challenges?: ChallengeLayout
  /** Nodes of the farm that a grid has from the start. */
  readonly nodes?: number
}

/**
 * A development chain with its usual accounts, and the runtime it runs; it can be upgraded to the next version, which keeps open
 * challenges in a map.
 */
export async function startDevelopmentChain(
  { preset: name = 'storage', challenges = 'list', nodes = 0, ...options }: DevelopmentOptions,
  onError: (error: unknown) => void,
): Promise<{ devnet: Devnet; runtime: DevnetRuntime }> {
  await accountsReady()
  const { runtime: rules, ...wallet } = preset(name, { nodes, challenges, accounts: [customerAccount()] })
  const runtime = createRuntime(rules)
  const specVersion = runtime.version.specVersion + 1
  const next = createRuntime({ ...rules, challenges: 'map', version: { ...rules.version, specVersion } })
  const devnet = await startDevnet(options, { runtime, upgrades: [next], onError, ...wallet })
  if (name !== 'storage') billInTurn(devnet.chain, runtime, billingAuthor())
  return { devnet, runtime }
}

/** Runs the chain alone until it is told to stop. */
export async function runDevnet(options: DevelopmentOptions): Promise<void> {
  const { devnet } = await startDevelopmentChain(options, (error) => process.stderr.write(`devnet: ${String(error)}\n`))
  if (devnet.portTaken) process.stderr.write(`port ${options.port} is taken; using ${devnet.port}\n`)
  process.stderr.write(`development chain on ${devnet.url}, genesis ${devnet.chain.genesis.hash}\n`)
  const stopped = Promise.withResolvers<void>()
  const release = onSignals(
    () => stopped.resolve(),
    () => process.exit(1),
  )
  await stopped.promise
  await devnet.stop()
  release()
}
