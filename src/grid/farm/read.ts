import { z } from 'zod'
import { readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { NodeFacts } from '../capacity/schemas.ts'

const GRID = 'TfgridModule'
const CONTRACTS = 'SmartContractModule'

const u32 = z.coerce.number().int().min(0)
const amount = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const farm = z.object({
  id: u32,
  twinId: u32,
  dedicatedFarm: z.boolean(),
  publicIps: z.array(z.object({ contractId: z.coerce.bigint() })),
})
export type Farm = z.infer<typeof farm>

const node = z.object({
  id: u32,
  farmId: u32,
  twinId: u32,
  resources: z.object({ hru: amount, sru: amount, cru: amount, mru: amount }),
  publicConfig: z.unknown(),
  certification: z.enum(['Diy', 'Certified']),
})

/** `Up`, or `Down` since a block, in either spelling of a reader. */
const powerState = z.union([
  z.enum(['Up', 'Down']),
  z.object({ up: z.null() }).transform(() => 'Up' as const),
  z.object({ down: u32 }).transform(() => 'Down' as const),
])
const nodePower = z.object({ state: powerState, target: z.enum(['Up', 'Down']) })

type Reading = Pick<TaskContext, 'ask'>

/** @param at hash of a block @throws ReadFailed */
export const readFarm = (ctx: Reading, farmId: number, at: string): Promise<Farm | null> =>
  readState(ctx, farm.nullable(), { pallet: GRID, item: 'Farms', keys: [farmId], at })

export const readNodeIds = (ctx: Reading, farmId: number, at: string): Promise<number[]> =>
  readState(ctx, z.array(u32), { pallet: GRID, item: 'NodesByFarmID', keys: [farmId], at })

/** Nodes that are read at a time. */
const AT_ONCE = 32

/**
 * A farm, and some nodes as the chain has them at a block; null for one that is not of this farm.
 *
 * @throws ReadFailed, Error where there is no such farm
 */
export async function readNodesOf(
  ctx: Reading,
  { farmId, ids, at }: { readonly farmId: number; readonly ids: readonly number[]; readonly at: string },
  take: (id: number, facts: NodeFacts | null) => void,
): Promise<Farm> {
  const farm = await readFarm(ctx, farmId, at)
  if (farm === null) throw new Error(`there is no farm ${farmId}`)
  const readOne = async (id: number) => {
    const facts = await readNode(ctx, id, farm, at)
    take(id, facts?.farmId === farmId ? facts : null)
  }
  for (let start = 0; start < ids.length; start += AT_ONCE)
    await Promise.all(ids.slice(start, start + AT_ONCE).map(readOne))
  return farm
}

/** Has nodes read again as of the head; those that cannot be read stay stale. @throws ReadFailed */
export async function readStale(
  ctx: Reading,
  stale: Set<number>,
  read: (ids: readonly number[], at: string) => Promise<void>,
): Promise<void> {
  const { hash } = await readHead(ctx)
  const ids = [...stale]
  stale.clear()
  try {
    await read(ids, hash)
  } catch (error) {
    for (const id of ids) stale.add(id)
    throw error
  }
}

/** A node as the chain has it at a block; null where it has none. @throws ReadFailed */
async function readNode(
  ctx: Reading,
  nodeId: number,
  farm: Pick<Farm, 'dedicatedFarm'>,
  at: string,
): Promise<NodeFacts | null> {
  const [stored, power, extraFee, rent, contracts] = await Promise.all([
    readState(ctx, node.nullable(), { pallet: GRID, item: 'Nodes', keys: [nodeId], at }),
    readState(ctx, nodePower, { pallet: GRID, item: 'NodePower', keys: [nodeId], at }),
    readState(ctx, amount, { pallet: CONTRACTS, item: 'DedicatedNodesExtraFee', keys: [nodeId], at }),
    readState(ctx, z.unknown(), { pallet: CONTRACTS, item: 'ActiveRentContractForNode', keys: [nodeId], at }),
    readState(ctx, z.array(z.unknown()), { pallet: CONTRACTS, item: 'ActiveNodeContracts', keys: [nodeId], at }),
  ])
  if (stored === null) return null
  const { id, farmId, twinId, resources, certification, publicConfig } = stored
  return {
    id,
    farmId,
    twinId,
    resources,
    isCertified: certification === 'Certified',
    hasPublicConfig: publicConfig !== null && publicConfig !== undefined,
    isDedicated: farm.dedicatedFarm || extraFee > 0,
    isRented: rent !== null && rent !== undefined,
    contracts: contracts.length,
    state: power.state,
    target: power.target,
  }
}
