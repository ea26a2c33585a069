import type { Random } from '../../../src/kernel/index.ts'
import { type Child, startChild } from '../../child.ts'
import { connectFarmChain, type FarmChain } from './chain.ts'
import type { ChainProcess } from './chain-process.ts'
import { deployAt, makeContract } from './deploying.ts'
import { someOf } from './faults.ts'
import { freePort, freeWakePorts } from './free-ports.ts'
import { openFarm, openLiar, openServices } from './money.ts'
import { AUDIT, GIB, type StoryOptions } from './options.ts'
import { type Asker, goOnGrid } from './person.ts'
import { type Layout, type Liar, liarsOf, type Person, twinOfNode, upTo, userOf, VICTIM } from './places.ts'
import { type Setting, startAuditor, startBot, startLiar, startNode, startRelay } from './programs.ts'
import type { Processes, Running } from './running.ts'

/** Everybody that a run has, each where it belongs. */
export interface Stage {
  readonly setting: Setting
  readonly chain: FarmChain
  readonly users: readonly { readonly person: Person; readonly asker: Asker }[]
  /** Nodes whose packets to wake them go nowhere. */
  readonly deaf: readonly number[]
  onGrid(person: Person): Promise<Asker>
  killBot(): Promise<void>
  killNode(node: number): Promise<void>
  restartRelay(): Promise<void>
}

const VICTIMS_DEPLOYMENTS = 10
/** Nodes that start at a time. */
const AT_ONCE = 6
/** Periods that are paid in for beyond those of the run. */
const BEYOND = 20

/** @param ends takes what is to be ended in the end, the last first */
export async function setStage(
  options: StoryOptions,
  random: Random,
  { processes, ends }: { readonly processes: Processes; readonly ends: (() => unknown)[] },
): Promise<Stage> {
  const { folder, seed, layout, minutes, blockTime, bills, period, say = () => {} } = options
  const chainProcess = startChain(options)
  ends.push(() => chainProcess.stop())
  const url = await chainProcess.call('url')
  await chainProcess.call('produce', blockTime)
  const chain = await connectFarmChain(url)
  ends.push(() => chain.disconnect())
  ends.push(() => processes.endAll())
  const relayPort = await freePort()
  const relay = await swappable(() => startRelay(processes, url, relayPort), 'takes connections')
  const setting: Setting = {
    folder,
    chain: url,
    relay: `ws://127.0.0.1:${relayPort}`,
    layout,
    seed,
    blockTime,
    bills,
    period,
    waitFor: Math.round(period / 2),
    claimFor: options.claimFor,
    audit: AUDIT,
    wakePort: await freeWakePorts(layout.nodes + layout.liars),
  }
  const onGrid = async (person: Person) => {
    const asker = await goOnGrid(person, setting.relay, chain)
    ends.push(() => asker.close())
    return asker
  }
  const periods = Math.ceil((minutes * 60) / period) + BEYOND
  const liars = liarsOf(layout)
  await (bills === 'agreements' ? openFarm(chain, layout, periods) : openServices(chain, layout))
  for (const liar of liars) ends.push(await openLiar(chain, liar, periods))
  const deaf = someOf(random, upTo(layout.nodes), options.deaf)
  const nodes = await startNodes(processes, setting, deaf)
  say(`${nodes.size} nodes are on the grid, ${deaf.join(', ')} will not wake`)
  const bot = await swappable(() => startBot(processes, setting), 'connected')
  await startAuditor(processes, setting)
  for (const liar of liars) await startLiar(processes, setting, liar)
  const victim = await onGrid(VICTIM)
  for (const liar of liars) await occupy(chain, victim, liar, layout)
  const users = await Promise.all(
    upTo(layout.users).map(async (user) => ({ person: userOf(user), asker: await onGrid(userOf(user)) })),
  )
  return {
    setting,
    chain,
    users,
    deaf,
    onGrid,
    killBot: bot,
    killNode: async (node) => void (await nodes.get(node)!.end('SIGKILL')),
    restartRelay: relay,
  }
}

function startChain({ layout, period }: StoryOptions): Child<ChainProcess> {
  const settings = { layout, period, window: Math.max(60, period) }
  return startChild<ChainProcess>(new URL('./chain-process.ts', import.meta.url), [JSON.stringify(settings)])
}

/** Starts it. @returns kills it and starts it again at once */
async function swappable(start: () => Running | Promise<Running>, shows: string): Promise<() => Promise<void>> {
  let running = await start()
  await running.shows(shows)
  return async () => {
    await running.end('SIGKILL')
    running = await start()
    await running.shows(shows)
  }
}

async function startNodes(
  processes: Processes,
  setting: Setting,
  deaf: readonly number[],
): Promise<Map<number, Running>> {
  const nodes = new Map<number, Running>()
  const ids = upTo(setting.layout.nodes + setting.layout.liars)
  for (let from = 0; from < ids.length; from += AT_ONCE)
    await Promise.all(
      ids.slice(from, from + AT_ONCE).map(async (id) => {
        const node = await startNode(processes, setting, id, !deaf.includes(id))
        nodes.set(id, node)
        await node.shows('connected to the relay')
      }),
    )
  return nodes
}

/** What the liar's bills are about: deployments alike, so that the tenth part of a bill is false when one of them is. */
async function occupy(chain: FarmChain, asker: Asker, { node }: Liar, layout: Layout): Promise<void> {
  for (const number of upTo(VICTIMS_DEPLOYMENTS)) {
    const wanted = { name: `victim${node}x${number}`, room: { cru: 1, mru: GIB, sru: 10 * GIB, hru: 0 } }
    const contract = await makeContract(chain, VICTIM, node, wanted)
    const refused = await deployAt(asker, VICTIM, twinOfNode(layout, node), contract, wanted)
    if (refused !== undefined) throw new Error(`node ${node} did not take deployment ${number}: ${refused}`)
  }
}
