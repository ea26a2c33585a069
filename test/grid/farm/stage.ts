import type { Gpu } from '../../../src/grid/capacity/node-view.ts'
import { GIB, type Resources } from '../../../src/grid/capacity/resources.ts'
import { ClaimNode, DescribeFarm, ReleaseClaim, SleepNode, WakeNode } from '../../../src/grid/farm/events.ts'
import { farmMemory } from '../../../src/grid/farm/ports.ts'
import { farmUnit } from '../../../src/grid/farm/spec.ts'
import { MessageError } from '../../../src/grid/messages/errors.ts'
import type { PayloadOf, SnapshotStore } from '../../../src/kernel/index.ts'
import { defineUnit } from '../../../src/kernel/index.ts'
import { startStage } from '../../storage/stage.ts'
import { gib, requestOf } from '../nodes.ts'

export const FARM = 3
const SYSTEM = gib(0, 100, 2, 0)

interface Machine {
  answers: boolean
  used: Resources
  /** All alike, unless a test says otherwise. */
  total?: Resources
  system?: Resources
  gpus?: readonly Gpu[]
  publicIps?: number
}

const counted = ({ cru, sru, hru, mru }: Resources) => ({ cru, sru, hru, mru, ipv4u: 0 })

/** What a run leaves to the next. */
export interface Left {
  readonly store: SnapshotStore
  readonly state: Map<string, unknown>
}

/** A farm of equal nodes on a simulated chain, each of which answers while it is up. */
export async function startFarm(ids: readonly number[], config: Record<string, unknown> = {}, left?: Partial<Left>) {
  const machines = new Map<number, Machine>(ids.map((id) => [id, { answers: true, used: SYSTEM }]))
  const total = gib(1_000, 1_000, 32, 8)
  let asked = 0
  const commands = new Set<string>()
  let isConnected = true
  const messages = {
    async ask(twinId: number, command: string, payload: unknown, { signal }: { signal: AbortSignal }) {
      if (!isConnected) throw new MessageError('not-connected', 'there is no connection to the grid')
      asked += 1
      commands.add(command)
      if (command === 'zos.power.wake') {
        wakes.push({ sibling: twinId - 100, node: (payload as { node_id: number }).node_id })
        return null
      }
      const machine = machines.get(twinId - 100)
      if (machine?.answers !== true) {
        const { promise, reject } = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => reject(signal.reason))
        return promise
      }
      if (command === 'zos.gpu.list') return machine.gpus ?? []
      return {
        total: counted(machine.total ?? total),
        used: { ...counted(machine.used), ipv4u: machine.publicIps ?? 0 },
        system: counted(machine.system ?? SYSTEM),
      }
    },
  }
  const wakes: Array<{ sibling: number; node: number }> = []
  const chain = await startStage(farmUnit, {
    ports: { messages, ...farmMemory() },
    config: { farmId: FARM, pollEvery: 1, answerWithin: 1, ...config },
    ...left,
  })
  const here = () => ({ number: chain.head, hash: `0x${'00'.repeat(32)}` })
  const asker = defineUnit({
    name: 'asker',
    asks: [ClaimNode, ReleaseClaim, WakeNode, SleepNode, DescribeFarm],
    category: 'submit',
  })
  const handle = chain.system.register(asker)
  const found = () => {
    chain.state.set(`Farms/${FARM}`, { id: FARM, twinId: 7, dedicatedFarm: false, publicIps: [{ contractId: 0 }] })
    chain.state.set(`NodesByFarmID/${FARM}`, [...ids])
    for (const id of ids) {
      chain.state.set(`Nodes/${id}`, {
        id,
        farmId: FARM,
        twinId: 100 + id,
        resources: { cru: 8, mru: String(32 * GIB), sru: String(1_000 * GIB), hru: String(1_000 * GIB) },
        publicConfig: null,
        certification: 'Diy',
      })
      chain.state.set(`NodePower/${id}`, { state: { up: null }, target: 'Up' })
      chain.state.set(`DedicatedNodesExtraFee/${id}`, 0)
      chain.state.set(`ActiveNodeContracts/${id}`, [])
    }
  }
  if (left?.state === undefined) found()
  /** What the chain says of a node's power from now on, and that it has changed. */
  async function power(id: number, state: 'Up' | 'Down', target: 'Up' | 'Down'): Promise<void> {
    chain.state.set(`NodePower/${id}`, { state: state === 'Up' ? { up: null } : { down: chain.head }, target })
    const { PowerTargetChanged } = await import('../../../src/grid/chain-facts.ts')
    chain.system.emit(PowerTargetChanged, { farmId: FARM, nodeId: id, powerTarget: target, block: here() })
    await chain.system.settled()
  }
  chain.submitBy(({ call }) => {
    const [id, target] = call.args as [number, 'Up' | 'Down']
    const before = chain.state.get(`NodePower/${id}`) as { state: unknown }
    chain.state.set(`NodePower/${id}`, { ...before, target })
    return { result: 'success' }
  })
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      chain.clock.advance(60_000)
      await chain.system.settled()
    }
  }
  const ask = async (asking: Promise<unknown>) => {
    await chain.system.settled()
    return asking
  }
  return {
    ...chain,
    machines,
    wakes,
    power,
    minutes,
    asked: () => asked,
    /** What nodes were asked for, each once, in the order of the alphabet. */
    commands: () => [...commands].sort(),
    /** Whether the farm is on the grid. */
    connect: (is: boolean) => {
      isConnected = is
    },
    told: () => chain.submissions.map(({ call }) => `${call.args[0]} ${call.args[1]}`),
    async begin() {
      await chain.block({ marked: true })
      await minutes(0)
    },
    claim: (nodeId: number, claim: string, resources: Resources, more: Partial<PayloadOf<typeof ClaimNode>> = {}) =>
      ask(handle.ask(ClaimNode, { nodeId, claim, request: requestOf(resources), ...more })),
    release: (nodeId: number, claim: string, isDeployed = false) =>
      ask(handle.ask(ReleaseClaim, { nodeId, claim, isDeployed })),
    wake: (nodeId: number) => ask(handle.ask(WakeNode, { nodeId, reason: 'test' })),
    sleep: (nodeId: number) => ask(handle.ask(SleepNode, { nodeId, reason: 'test' })),
    async nodes() {
      const outcome = (await ask(handle.ask(DescribeFarm, null))) as { ok: boolean; value: { nodes: { id: number }[] } }
      return outcome.value.nodes as Array<{ id: number; power: string; used: Resources; openClaims: number }>
    },
    facts: (type: string) => chain.told(type),
  }
}
