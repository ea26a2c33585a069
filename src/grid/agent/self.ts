import { z } from 'zod'
import { readHead, readState } from '../../chain/reader/read.ts'
import { type Call, SubmitTransaction } from '../../chain/transactions/events.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { Resources } from '../capacity/resources.ts'
import { readTwinId } from '../chain-state.ts'
import { readFarm } from '../farm/read.ts'
import { macOf } from '../wake/mac.ts'
import { INTERFACE, readMac } from '../wake/read-mac.ts'
import type { AgentConfig } from './config.ts'

const GRID = 'TfgridModule'

/** What a node knows of itself from the chain. */
export interface Self {
  readonly nodeId: number
  readonly twinId: number
  readonly farmId: number
  readonly farmerTwin: number
  readonly resources: Resources
  /** By which it is woken. */
  readonly mac: string
}

type Ctx = Pick<TaskContext<AgentConfig>, 'ask' | 'config' | 'log'>

const u32 = z.coerce.number().int().min(0)
const amount = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const stored = z.object({
  farmId: u32,
  twinId: u32,
  resources: z.object({ cru: amount, mru: amount, sru: amount, hru: amount }),
})

/** Finds out which node this is, and makes it one first where it is none. @throws ReadFailed, Error */
export async function identify(ctx: Ctx, account: string): Promise<Self> {
  const twinId = (await readTwinId(ctx, account)) ?? (await makeTwin(ctx, account))
  const nodeId = (await nodeOf(ctx, twinId)) || (await makeNode(ctx, twinId))
  const { hash: at } = await readHead(ctx)
  const { farmId, resources } = await readState(ctx, stored, { pallet: GRID, item: 'Nodes', keys: [nodeId], at })
  const farm = await readFarm(ctx, farmId, at)
  if (farm === null) throw new Error(`node ${nodeId} is of farm ${farmId}, which is not there`)
  const mac = await readMac(ctx, nodeId)
  return { nodeId, twinId, farmId, farmerTwin: farm.twinId, resources, mac }
}

const nodeOf = (ctx: Ctx, twinId: number): Promise<number> =>
  readState(ctx, u32, { pallet: GRID, item: 'NodeIdByTwinID', keys: [twinId] })

const TERMS = ['https://threefold.io/legal', '']

async function makeTwin(ctx: Ctx, account: string): Promise<number> {
  if (ctx.config.register === undefined) throw new Error(`the account ${account} has no twin, and may not make one`)
  await submit(ctx, `register/terms/${account}`, { pallet: GRID, name: 'user_accept_tc', args: TERMS })
  await submit(ctx, `register/twin/${account}`, { pallet: GRID, name: 'create_twin', args: [null, null] })
  const twinId = await readTwinId(ctx, account)
  if (twinId === null) throw new Error(`the chain has no twin for ${account} yet`)
  return twinId
}

const NOWHERE = { city: 'Unknown', country: 'Unknown', latitude: '0', longitude: '0' }

async function makeNode(ctx: Ctx, twinId: number): Promise<number> {
  const { register } = ctx.config
  if (register === undefined) throw new Error(`twin ${twinId} is no node, and may not become one`)
  const { farmId, resources } = register
  const interfaces = [{ name: INTERFACE, mac: macOf(twinId), ips: ['127.0.0.1'] }]
  const args = [farmId, resources, NOWHERE, interfaces, false, true, null]
  await submit(ctx, `register/node/${twinId}`, { pallet: GRID, name: 'create_node', args })
  const nodeId = await nodeOf(ctx, twinId)
  if (nodeId === 0) throw new Error(`the chain has no node for twin ${twinId} yet`)
  return nodeId
}

/** Sees a call through. @throws Error when the chain has not taken it */
export async function submit(ctx: Pick<Ctx, 'ask'>, key: string, call: Call): Promise<void> {
  const outcome = await ctx.ask(SubmitTransaction, { key, call }, { deadline: '15m' })
  if (!outcome.ok) throw new Error(`${call.name} was not taken: ${outcome.refusal.reason ?? outcome.refusal.code}`)
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'failed') throw new Error(`${call.name} failed: ${dispatch.error.name}`)
}
