import type { Gpu } from '../../../src/grid/capacity/node-view.ts'
import { GIB, NOTHING, type Resources } from '../../../src/grid/capacity/resources.ts'
import { powerUnit } from '../../../src/grid/power/spec.ts'
import { createWakeLedger } from '../../../src/grid/power/wake-ledger.ts'
import { FARM } from '../../grid/farm/stage.ts'
import { gib } from '../../grid/nodes.ts'
import { preparePlacement } from '../../grid/placement/stage.ts'

/** A node of a test: on, unused and without anything special, but for what is said of it. */
export interface Bot {
  readonly total: Resources
  /** By deployments. */
  readonly used?: Resources
  readonly system?: Resources
  readonly isOff?: boolean
  /** Is on, and does not answer. */
  readonly isSilent?: boolean
  readonly publicConfig?: boolean
  readonly certified?: boolean
  /** Costs extra as a whole. */
  readonly dedicated?: boolean
  readonly rented?: boolean
  readonly contracts?: number
  readonly gpus?: readonly Gpu[]
}

export const R1 = gib(500, 100, 4, 2)

/** The five nodes that the original bot's own tests have. */
export const FIVE: Readonly<Record<number, Bot>> = {
  3: { total: gib(1_024, 512, 16, 8) },
  5: { total: gib(2_048, 1_024, 32, 16) },
  8: { total: gib(2_048, 1_024, 32, 16), publicConfig: true },
  20: { total: gib(2_048, 1_024, 32, 16), publicConfig: true, dedicated: true, certified: true },
  25: { total: gib(2_048, 1_024, 32, 16), certified: true },
}
export const FIVE_CONFIG = { neverShutDown: [25] }
/** Two nodes of one of each. */
export const ONE = gib(1, 1, 1, 1)
export const TWO: Readonly<Record<number, Bot>> = { 1: { total: ONE }, 2: { total: ONE } }

interface Options {
  readonly farm?: Record<string, unknown>
  readonly publicIps?: number
  /** A storage item that cannot be read while it starts. */
  readonly broken?: string
}

/** A farm of such nodes under the rules of the bots: the first that fits, no core lent twice, no need assumed, no wakes by chance. */
export async function startBots(
  bots: Readonly<Record<number, Bot>>,
  { farm = {}, publicIps = 2, broken }: Options = {},
) {
  const ids = Object.keys(bots).map(Number)
  const stage = await preparePlacement(ids, {
    farm: { overprovision: 1, system: NOTHING, ...farm },
    config: { strategy: 'first-fit', wakePatience: 20 },
  })
  const { state, machines } = stage
  const free = Array.from({ length: publicIps }, () => ({ contractId: 0 }))
  state.set(`Farms/${FARM}`, { id: FARM, twinId: 7, dedicatedFarm: false, publicIps: free })
  for (const id of ids) {
    const { total, used = NOTHING, system = NOTHING, isOff, isSilent, gpus = [], ...facts } = bots[id]!
    const { cru, mru, sru, hru } = total
    state.set(`Nodes/${id}`, {
      id,
      farmId: FARM,
      twinId: 100 + id,
      resources: { cru, mru: String(mru), sru: String(sru), hru: String(hru) },
      publicConfig: facts.publicConfig ? {} : null,
      certification: facts.certified ? 'Certified' : 'Diy',
    })
    if (isOff) state.set(`NodePower/${id}`, { state: { down: 1 }, target: 'Down' })
    state.set(`DedicatedNodesExtraFee/${id}`, facts.dedicated ? 1 : 0)
    if (facts.rented) state.set(`ActiveRentContractForNode/${id}`, 1)
    state.set(
      `ActiveNodeContracts/${id}`,
      Array.from({ length: facts.contracts ?? 0 }, (_, at) => at + 1),
    )
    Object.assign(machines.get(id)!, { total, used, system, gpus, answers: !isOff && !isSilent })
  }
  if (broken !== undefined) stage.breakItem(broken)
  await stage.begin()
  stage.clock.advance(5_000)
  await stage.system.settled()
  let names = 0
  return {
    ...stage,
    /** @returns the node's id, or the code of the refusal */
    async find(...request: Parameters<typeof stage.place> extends [string, ...infer Rest] ? Rest : never) {
      names += 1
      const outcome = await stage.placed(`find-${names}`, ...request)
      if (outcome === 'open') return outcome
      return outcome.ok ? outcome.value.nodeId : outcome.refusal.reason
    },
    /** From now on, without the times in which a node is left alone, unless they are said. */
    async seeToPower(config: Record<string, unknown> = {}) {
      const hurry = { minimumOn: 0, minimumOff: 0, calm: 1, randomWakesPerMonth: 0, ...config }
      stage.system.register(powerUnit, { ports: { wakes: createWakeLedger() }, config: hurry })
      await stage.system.settled()
    },
    async power(id: number, to: 'Up' | 'Down') {
      machines.get(id)!.answers = to === 'Up'
      await stage.power(id, to, to)
    },
    /** The chain takes nothing more. */
    refuseAll: (which: (node: number) => boolean = () => true) => {
      stage.submitBy(({ call }) => {
        const [id, target] = call.args as [number, 'Up' | 'Down']
        if (which(id)) return { result: 'failed', error: { pallet: 'TfgridModule', name: 'Refused', retryable: false } }
        state.set(`NodePower/${id}`, { ...(state.get(`NodePower/${id}`) as object), target })
        return { result: 'success' }
      })
    },
    async states() {
      return Object.fromEntries((await stage.nodes()).map(({ id, power: is }) => [id, is]))
    },
    async node(id: number) {
      return (await stage.nodes()).find((node) => node.id === id)!
    },
  }
}

/** What a command comes to: the word for it, or `done`. */
export const ending = (outcome: unknown): string => {
  const { ok, refusal } = outcome as { ok: boolean; refusal?: { reason?: string; code: string } }
  return ok ? 'done' : (refusal!.reason ?? refusal!.code)
}

/** Such a share of what a node has, in whole cores and GiB. */
export const share = ({ cru, mru, sru, hru }: Resources, of: number): Resources => ({
  cru: Math.floor(cru * of),
  mru: Math.floor((mru / GIB) * of) * GIB,
  sru: Math.floor((sru / GIB) * of) * GIB,
  hru: Math.floor((hru / GIB) * of) * GIB,
})
