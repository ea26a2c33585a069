import type { Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import { createEndpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import { createClaimLedger } from '../../../src/grid/messages/gateway/claim-ledger.ts'
import { gatewayUnit } from '../../../src/grid/messages/gateway/spec.ts'
import { createNetwork } from '../../../src/grid/messages/in-process/network.ts'
import { createMessageLine } from '../../../src/grid/messages/line.ts'
import { CancelPlacement, PlaceDeployment } from '../../../src/grid/placement/events.ts'
import { createWakeLedger } from '../../../src/grid/power/wake-ledger.ts'
import { twinsMemory } from '../../../src/grid/twins/handlers.ts'
import { twinsUnit } from '../../../src/grid/twins/spec.ts'
import { createRandom } from '../../../src/kernel/clock/random.ts'
import { defineUnit, type PayloadOf, Refused } from '../../../src/kernel/index.ts'
import { FARM, startFarm } from '../farm/stage.ts'
import { NETWORK, SILENT, twinsOf } from './grid.ts'

export const FARMER = 7
export const USER = 31
export const STRANGER = 33

type Placing = PayloadOf<typeof PlaceDeployment>

/** A farm whose bot is on a grid in this process; how nodes are found is the test's to say. */
export async function startGateway(
  config: Record<string, unknown> = {},
  { ids = [1, 2, 3], farm: farmConfig = {} }: { ids?: readonly number[]; farm?: Record<string, unknown> } = {},
) {
  const farm = await startFarm(ids, farmConfig)
  const known = await twinsOf([FARMER, USER, STRANGER])
  const network = createNetwork(farm.clock, createRandom(1))
  const { state } = farm
  state.set('BlockHash/0', NETWORK)
  for (const [id, { account }] of known.signers) {
    state.set(`Twins/${id}`, { id, accountId: account })
    state.set(`TwinIdByAccountID/${account}`, id)
  }
  const placings: Placing[] = []
  const cancelled: string[] = []
  let place = async (_: Placing): Promise<number> => 1
  const placement = defineUnit({
    name: 'placement',
    owns: [PlaceDeployment, CancelPlacement],
    category: 'submit',
    handlers: {
      'grid.PlaceDeployment': async (asked: Placing) => {
        placings.push(asked)
        return { nodeId: await place(asked), power: 'on' as const, claim: asked.name }
      },
      'grid.CancelPlacement': async ({ name }: PayloadOf<typeof CancelPlacement>) => {
        cancelled.push(name)
        return { cancelled: true }
      },
    },
  })
  const line = createMessageLine()
  const wakes = createWakeLedger()
  farm.system.register(placement)
  farm.system.register(twinsUnit, { ports: { twins: twinsMemory() } })
  farm.system.register(gatewayUnit, {
    ports: {
      signer: known.signers.get(FARMER)!,
      clock: farm.clock,
      connect: ({ address }) => network.connect(address),
      line,
      ledger: createClaimLedger(),
      wakes,
      version: '1.2.3',
    },
    config: { farmId: FARM, ...config },
  })
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      await farm.system.settled()
      farm.clock.advance(0)
    }
  }
  const pass = async (milliseconds: number, step = 1_000) => {
    for (let passed = 0; passed < milliseconds; passed += step) {
      farm.clock.advance(step)
      await settle()
    }
  }
  const endpoints = new Map<number, Endpoint>()
  const endpointOf = (twinId: number): Endpoint => {
    const before = endpoints.get(twinId)
    if (before !== undefined) return before
    const identity = known.identity(twinId, 'client')
    const open = network.connect(identity.address)
    const made = createEndpoint({ identity, open, twins: known.twins, clock: farm.clock, log: SILENT, ttl: 600_000 })
    endpoints.set(twinId, made)
    return made
  }
  /** What a twin gets for a command: the answer, or the error by its code. */
  const begin = (twinId: number, command: string, payload: unknown = null) =>
    endpointOf(twinId)
      .ask(FARMER, `farmerbot.${command}`, payload, {
        signal: new AbortController().signal,
        session: `farmerbot-${FARM}`,
      })
      .catch(({ code, message, retryable, detail }) => ({ code, message, retryable, ...(detail && { detail }) }))
  await farm.begin()
  await settle()

  return {
    ...farm,
    ...known,
    line,
    wakesKept: wakes,
    network,
    settle,
    pass,
    placings,
    cancelled,
    placeBy: (next: (asked: Placing) => Promise<number>) => {
      place = next
    },
    begin,
    endpoint: endpointOf,
    async ask(twinId: number, command: string, payload: unknown = null) {
      const asked = begin(twinId, command, payload)
      await settle()
      return asked
    },
  }
}

export const noNode = () => new Refused('no-node', { detail: { code: 'no-node', failed: { capacity: 3 } } })
