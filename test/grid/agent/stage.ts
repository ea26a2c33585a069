import { agentMemory } from '../../../src/grid/agent/ports.ts'
import { agentUnit } from '../../../src/grid/agent/spec.ts'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import {
  ContractGracePeriodEnded,
  ContractGracePeriodStarted,
  NodeContractCanceled,
  PowerTargetChanged,
} from '../../../src/grid/chain-facts.ts'
import { createEndpoint, type Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import { createNetwork } from '../../../src/grid/messages/in-process/network.ts'
import { createMessageLine } from '../../../src/grid/messages/line.ts'
import { twinsMemory } from '../../../src/grid/twins/handlers.ts'
import { twinsUnit } from '../../../src/grid/twins/spec.ts'
import type { WakeOnLan } from '../../../src/grid/wake/wake-on-lan.ts'
import { createRandom } from '../../../src/kernel/clock/random.ts'
import { createMemoryStore, type SnapshotStore } from '../../../src/kernel/index.ts'
import { startStage } from '../../storage/stage.ts'
import { NETWORK, SILENT, twinsOf } from '../messages/grid.ts'

export const FARM = 3
export const NODE = 5
export const NODE_TWIN = 12
export const FARMER = 7
export const USER = 31
export const STRANGER = 33
export const PERIOD = 3_600

/** Machines that sleep, and the packets that were sent to wake one. */
export function lan() {
  const sleepers = new Map<string, () => void>()
  const packets: number[] = []
  const network: WakeOnLan = {
    wake({ nodeId, mac }) {
      packets.push(nodeId)
      sleepers.get(mac)?.()
    },
    sleep: ({ mac }, signal) =>
      new Promise((resolve, reject) => {
        sleepers.set(mac, () => resolve())
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  return { network, packets, mac: '02:00:00:00:00:05' }
}

/** A node on a simulated chain and a grid in this process, under a virtual clock. */
export async function startNode(
  config: Record<string, unknown> = {},
  {
    power = ['Up', 'Up'],
    saved = createMemoryStore(),
    known = true,
  }: { power?: readonly ['Up' | 'Down', 'Up' | 'Down']; saved?: SnapshotStore; known?: boolean } = {},
) {
  const people = await twinsOf([NODE_TWIN, FARMER, USER, STRANGER])
  const wires = lan()
  const ether = { current: undefined as ReturnType<typeof createNetwork> | undefined }
  const ports = {
    ...agentMemory(saved),
    line: createMessageLine(),
    commands: {},
    signer: people.signers.get(NODE_TWIN)!,
    network: wires.network,
    connect: (identity: { address: { twinId: number; session: string } }) => ether.current!.connect(identity.address),
    version: '1.2.3',
    clock: undefined as never,
  }
  const chain = await startStage(agentUnit, { ports, config: { canBeWoken: true, ...config } })
  const { clock, state, system } = chain
  ether.current = createNetwork(clock, createRandom(1))
  const net = ether.current
  Object.assign(ports, { clock })
  clock.advance(1_700_000_000_000)
  system.register(twinsUnit, { ports: { twins: twinsMemory() } })
  state.set('BlockHash/0', NETWORK)
  state.set(`Farms/${FARM}`, { id: FARM, twinId: FARMER, dedicatedFarm: false, publicIps: [] })
  for (const [id, { account }] of people.signers) {
    state.set(`Twins/${id}`, { id, accountId: account })
    state.set(`TwinIdByAccountID/${account}`, id)
  }
  const resources = { cru: 8, mru: String(32 * GIB), sru: String(1_000 * GIB), hru: String(1_000 * GIB) }
  state.set(`NodeIdByTwinID/${NODE_TWIN}`, known ? NODE : 0)
  if (known) state.set(`Nodes/${NODE}`, { farmId: FARM, twinId: NODE_TWIN, resources, interfaces: [] })
  state.set(`ActiveNodeContracts/${NODE}`, [])
  const setPower = ([is, target]: readonly ['Up' | 'Down', 'Up' | 'Down']) =>
    void state.set(`NodePower/${NODE}`, { state: is === 'Up' ? { up: null } : { down: 1 }, target })
  setPower(power)
  const onSubmit = ({ call }: { call: { name: string; args: readonly unknown[] } }) => {
    const { target } = state.get(`NodePower/${NODE}`) as { target: 'Up' | 'Down' }
    if (call.name === 'change_power_state') setPower([call.args[0] as 'Up' | 'Down', target])
    return { result: 'success' as const }
  }
  chain.submitBy(onSubmit)

  const settle = async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      await system.settled()
      clock.advance(0)
    }
  }
  const pass = async (seconds: number, step = 1) => {
    for (let passed = 0; passed < seconds; passed += step) {
      clock.advance(step * 1_000)
      await settle()
    }
  }
  const here = { number: 1, hash: `0x${'00'.repeat(32)}` }
  const endpoints = new Map<number, Endpoint>()
  const endpointOf = (twinId: number): Endpoint => {
    const identity = people.identity(twinId)
    const made =
      endpoints.get(twinId) ??
      createEndpoint({
        identity,
        open: net.connect(identity.address),
        twins: people.twins,
        clock,
        log: SILENT,
        ttl: 30_000,
      })
    endpoints.set(twinId, made)
    return made
  }
  return {
    ...chain,
    ...people,
    ...wires,
    ports,
    settle,
    pass,
    setPower,
    onSubmit,
    /** It boots, and finds what the test has set up. */
    async boot() {
      await chain.block({ marked: true })
      await settle()
    },
    /** What it told the chain: names of calls, with what they say where that is one word. */
    said: () =>
      chain.submissions.map(({ call: { name, args } }) =>
        args.length === 1 && typeof args[0] === 'string' ? `${name} ${args[0]}` : name,
      ),
    async told(nodeId: number, powerTarget: 'Up' | 'Down', farmId = FARM) {
      if (nodeId === NODE) {
        const { state: is } = state.get(`NodePower/${NODE}`) as { state: { up?: null } }
        setPower(['up' in is ? 'Up' : 'Down', powerTarget])
      }
      system.emit(PowerTargetChanged, { farmId, nodeId, powerTarget, block: here })
      await settle()
    },
    async cancel(contractId: number) {
      state.set(`ActiveNodeContracts/${NODE}`, [])
      system.emit(NodeContractCanceled, { contractId: BigInt(contractId), nodeId: NODE, twinId: USER, block: here })
      await settle()
    },
    /** The chain says that the owner of a contract cannot pay, or can again. */
    async grace(contractId: number, what: 'Started' | 'Ended') {
      const fact = what === 'Started' ? ContractGracePeriodStarted : ContractGracePeriodEnded
      system.emit(fact, { contractId: BigInt(contractId), nodeId: NODE, twinId: USER, block: here })
      await settle()
    },
    async ask(twinId: number, command: string, payload: unknown = null) {
      const asked = endpointOf(twinId)
        .ask(NODE_TWIN, command, payload, { signal: new AbortController().signal })
        .catch(({ code, message, retryable }) => ({ code, message, retryable }))
      await settle()
      return Promise.race([asked, settle().then(() => 'silence')])
    },
  }
}
