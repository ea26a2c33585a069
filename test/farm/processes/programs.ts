import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AUDITOR, AUDITORS_FARM, FARM, FARMER, judgeOf, type Layout, type Liar, nodeUri } from './places.ts'
import type { Processes, Running } from './running.ts'

/** Where everything is, and how fast it goes. */
export interface Setting {
  readonly folder: string
  readonly chain: string
  readonly relay: string
  readonly layout: Layout
  readonly seed: number
  /** Milliseconds. */
  readonly blockTime: number
  readonly bills: 'agreements' | 'contracts'
  /** Seconds of a period, and after it in which silent nodes are waited for. */
  readonly period: number
  readonly waitFor: number
  /** Minutes for which a claim stands without a deployment. */
  readonly claimFor: number
  /** How the auditor draws. */
  readonly audit: { readonly confidence: number; readonly fraction: number }
  readonly wakePort: number
}

/** Ports on which nobody is woken. */
const UNHEARD = 200

const INFLATING = fileURLToPath(new URL('./inflating.ts', import.meta.url))

const asked = { answerWithin: 5, backoff: { min: 1_000, max: 8_000 } }
const hurry = { 'chain-follower': { config: { backoff: { min: 20, max: 500 } } } }

function billing({ bills, period, waitFor, blockTime }: Setting) {
  const lookEvery = Math.max(1, Math.round(2_000 / blockTime))
  const every = bills === 'contracts' ? { every: period } : {}
  return {
    proof: { config: { ...asked, ...every, lookEvery } },
    billing: {
      config: { ...every, waitFor, lookEvery, blockTime: blockTime / 1_000, backoff: { min: 500, max: 4_000 } },
    },
  }
}

const open = (claimFor: number) => ({
  config: {
    findNode: { allow: 'anyone', perMinute: 600, burst: 200, claims: 50, claimFor },
    perMinute: 6_000,
    burst: 6_000,
    retry: 1,
  },
})

async function run(processes: Processes, name: string, { folder }: Setting, config: object): Promise<Running> {
  const home = join(folder, name)
  await mkdir(home, { recursive: true })
  const file = join(home, 'reeve.yaml')
  await writeFile(file, JSON.stringify({ ...config, data: 'data', log: { format: 'json' } }))
  const running = processes.start(name, ['run', '--config', file])
  await running.shows('connected')
  return running
}

/** The farmer's own node: it places, switches, proves and bills. */
export const startBot = (processes: Processes, setting: Setting): Promise<Running> =>
  run(processes, 'bot', setting, {
    chain: { endpoints: [setting.chain] },
    account: { uri: FARMER.uri },
    grid: { relay: setting.relay, farm: FARM, strategy: 'best-fit', bills: setting.bills },
    actors: {
      ...hurry,
      ...billing(setting),
      farm: {
        config: {
          pollEvery: 0.25,
          answerWithin: 5,
          claimFor: setting.claimFor,
          wakeWithin: 0.5,
          sleepWithin: 0.5,
          minimumOn: 1,
        },
      },
      placement: { config: { claimFor: setting.claimFor, wakePatience: 0.75, within: 1.5, retry: 1 } },
      power: { config: { every: 0.25, calm: 2, minimumOn: 1, minimumOff: 1, randomWakesPerMonth: 100 } },
      'grid-messages': open(setting.claimFor),
    },
  })

/** Looks at the bills of all farms but its own, which has no nodes. */
export const startAuditor = (processes: Processes, setting: Setting): Promise<Running> =>
  run(processes, 'auditor', setting, {
    chain: { endpoints: [setting.chain] },
    account: { uri: AUDITOR.uri },
    grid: { relay: setting.relay, farm: AUDITORS_FARM, audit: true },
    actors: {
      ...hurry,
      power: { enabled: false },
      audit: { config: { ...setting.audit, answerWithin: 5, askAgainAfter: 0.15, backoff: { min: 500, max: 4_000 } } },
    },
  })

/** A farmer whose operator has put a handler of his own in the place of one: some of what nodes say is more than they said. */
export async function startLiar(processes: Processes, setting: Setting, liar: Liar): Promise<Running> {
  const name = `liar-${liar.farm}`
  const home = join(setting.folder, name)
  await mkdir(home, { recursive: true })
  const { seed } = setting
  const made = `inflating(${JSON.stringify({ seed, farm: liar.farm })})`
  await writeFile(
    join(home, 'inflate.ts'),
    `import { inflating } from ${JSON.stringify(INFLATING)}\nexport default ${made}\n`,
  )
  const { proof, ...others } = billing(setting)
  return run(processes, name, setting, {
    chain: { endpoints: [setting.chain] },
    account: { uri: liar.uri },
    grid: { relay: setting.relay, farm: liar.farm, bills: 'agreements' },
    actors: {
      ...hurry,
      ...others,
      proof: { ...proof, handlers: { 'grid.GatherUsage': './inflate.ts' } },
      power: { enabled: false },
      'grid-messages': open(setting.claimFor),
    },
  })
}

/** @param isHeard whether packets that wake it reach it */
export async function startNode(
  processes: Processes,
  { folder, chain, relay, layout, wakePort }: Setting,
  node: number,
  isHeard: boolean,
): Promise<Running> {
  const home = join(folder, `node-${node}`)
  await mkdir(home, { recursive: true })
  const key = join(home, 'key')
  await writeFile(key, nodeUri(node), { mode: 0o600 })
  const port = isHeard ? wakePort : wakePort + UNHEARD
  const auditors = [AUDITOR.twin, judgeOf(layout).twin].flatMap((twin) => ['--auditor', String(twin)])
  return processes.start(`node-${node}`, [
    'grid-node',
    ...['--chain', chain, '--relay', relay, '--key-file', key, '--data', join(home, 'data')],
    ...['--wake-port', String(port), ...auditors],
  ])
}

export const startRelay = (processes: Processes, chain: string, port: number): Running =>
  processes.start('relay', ['grid-relay', '--chain', chain, '--listen', `127.0.0.1:${port}`])
