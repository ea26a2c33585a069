import { z } from 'zod'
import { readConstant, readEntries, readState } from '../chain/reader/read.ts'
import { accountId } from '../chain/scale/account-id.ts'
import type { TaskContext } from '../kernel/index.ts'
import { hashSchema } from './evidence/schemas.ts'

/*
 * What units of the grid read of the chain's state besides nodes. The chain's words are untrusted: all of it passes through schemas.
 */

const GRID = 'TfgridModule'
const CONTRACTS = 'SmartContractModule'
const AGREEMENTS = 'GridAgreements'

const u32 = z.coerce.number().int().min(0)
const amount = z.coerce.bigint().min(0n)
/** A variant that carries nothing, in either spelling of a reader. */
const named = z.union([z.string(), z.record(z.string(), z.unknown()).transform((of) => Object.keys(of)[0] ?? '')])
const stateName = named.transform((name) => name.charAt(0).toUpperCase() + name.slice(1))

export type Reading = Pick<TaskContext, 'ask'>

/** As of a block by its hash, or of the newest that is final. */
const asOf = (at: string | undefined): { readonly at?: string } => (at === undefined ? {} : { at })

/** The chain by which all that is signed is named: hash of its block 0. @throws ReadFailed */
export const readGenesis = (ctx: Reading, at?: string): Promise<string> =>
  readState(ctx, hashSchema, { pallet: 'System', item: 'BlockHash', keys: [0], ...asOf(at) })

/** Whole seconds since 1970, by the chain's own clock. @throws ReadFailed */
export const readSeconds = async (ctx: Reading, at: string): Promise<number> =>
  Math.floor((await readState(ctx, u32, { pallet: 'Timestamp', item: 'Now', at })) / 1_000)

const capacity = z.object({ cru: amount, mru: amount, sru: amount, hru: amount })
const gridNode = z.object({ farmId: u32, twinId: u32, resources: capacity })
export type GridNode = z.infer<typeof gridNode>

/** Null where there is none. @throws ReadFailed */
export const readGridNode = (ctx: Reading, id: number, at: string): Promise<GridNode | null> =>
  readState(ctx, gridNode.nullable(), { pallet: GRID, item: 'Nodes', keys: [id], at })

/** Whose the farm is; null where there is none. @throws ReadFailed */
export const readFarmOwner = (ctx: Reading, farmId: number, at: string): Promise<{ readonly twinId: number } | null> =>
  readState(ctx, z.object({ twinId: u32 }).nullable(), { pallet: GRID, item: 'Farms', keys: [farmId], at })

/** Hex. @throws ReadFailed */
export async function readTwinAccount(ctx: Reading, twinId: number, at?: string): Promise<string | undefined> {
  const query = { pallet: GRID, item: 'Twins', keys: [twinId], ...asOf(at) }
  return (await readState(ctx, z.object({ accountId }).nullable(), query))?.accountId
}

const twinId = z.coerce.number().int().min(1)

/** The twin of an account; null while it has none. @throws ReadFailed */
export const readTwinId = (ctx: Reading, account: string): Promise<number | null> =>
  readState(ctx, twinId.nullable(), { pallet: GRID, item: 'TwinIdByAccountID', keys: [account] })

/** Account of the farm's farmer, hex. @throws ReadFailed */
export async function readFarmerAccount(ctx: Reading, farmId: number, at: string): Promise<string | undefined> {
  const farm = await readFarmOwner(ctx, farmId, at)
  return farm === null ? undefined : readTwinAccount(ctx, farm.twinId, at)
}

/** A deployment's hash is text, 32 characters: as a reader shows it, or in hex. */
export const textOf = (shown: string): string =>
  shown.startsWith('0x') ? Buffer.from(shown.slice(2), 'hex').toString('latin1') : shown
const hexText = z.string().transform(textOf)

const nodeContract = z.object({
  twinId: u32,
  contractType: z.union([
    z.object({ nodeContract: z.object({ nodeId: u32, deploymentHash: hexText }) }).transform((of) => of.nodeContract),
    z.unknown().transform(() => null),
  ]),
})
export type NodeContract = z.infer<typeof nodeContract>

/** Null where there is none; its `contractType` is null where it is not for a deployment on a node. @throws ReadFailed */
export const readNodeContract = (ctx: Reading, id: bigint, at: string): Promise<NodeContract | null> =>
  readState(ctx, nodeContract.nullable(), { pallet: CONTRACTS, item: 'Contracts', keys: [id], at })

/** @throws ReadFailed */
export const readActiveContracts = (ctx: Reading, node: number, at: string): Promise<bigint[]> =>
  readState(ctx, z.array(amount), { pallet: CONTRACTS, item: 'ActiveNodeContracts', keys: [node], at })

/** Null where there is no such contract. @throws ReadFailed */
export const readContractState = async (ctx: Reading, id: bigint, at: string): Promise<string | null> =>
  (
    await readState(ctx, z.object({ state: stateName }).nullable(), {
      pallet: CONTRACTS,
      item: 'Contracts',
      keys: [id],
      at,
    })
  )?.state ?? null

const serviceContract = z.object({
  serviceTwinId: u32,
  consumerTwinId: u32,
  baseFee: amount,
  variableFee: amount,
  lastBill: amount,
  state: stateName,
})
export type ServiceContract = z.infer<typeof serviceContract>

/** @throws ReadFailed */
export const readServiceContract = (ctx: Reading, id: bigint, at: string): Promise<ServiceContract | null> =>
  readState(ctx, serviceContract.nullable(), { pallet: CONTRACTS, item: 'ServiceContracts', keys: [id], at })

/** @throws ReadFailed */
export const readServiceContracts = (ctx: Reading, at: string) =>
  readEntries(ctx, z.tuple([amount]), serviceContract, { pallet: CONTRACTS, item: 'ServiceContracts', at })

const rates = z.object({ cu: amount, su: amount, ipu: amount, nu: amount })
const agreement = z.object({
  farmId: u32,
  twinId: u32,
  terms: z.object({ rates }),
  maxPerPeriod: amount,
  deposit: amount,
  since: u32,
  ends: u32.nullable().default(null),
})
export type Agreement = z.infer<typeof agreement>

export const isInForce = ({ since, ends }: Pick<Agreement, 'since' | 'ends'>, period: number): boolean =>
  since <= period && (ends === null || period <= ends)

/** @throws ReadFailed */
export const readAgreement = (ctx: Reading, id: bigint, at: string): Promise<Agreement | null> =>
  readState(ctx, agreement.nullable(), { pallet: AGREEMENTS, item: 'Agreements', keys: [id], at })

/** @throws ReadFailed */
export const readAgreements = (ctx: Reading, at: string) =>
  readEntries(ctx, z.tuple([amount]), agreement, { pallet: AGREEMENTS, item: 'Agreements', at })

const openBill = z.object({ period: u32, root: hashSchema, total: amount, payableAt: amount })
export type OpenBill = z.infer<typeof openBill>

const biller = z.object({ bond: amount, nextPeriod: u32, bills: z.array(openBill) })
export type Biller = z.infer<typeof biller>

/** @throws ReadFailed */
export const readBiller = (ctx: Reading, farmId: number, at: string): Promise<Biller | null> =>
  readState(ctx, biller.nullable(), { pallet: AGREEMENTS, item: 'Billers', keys: [farmId], at })

const billsOf = biller.pick({ bills: true })

/** Of all farms. @throws ReadFailed */
export const readOpenBills = (ctx: Reading, at: string) =>
  readEntries(ctx, z.tuple([u32]), billsOf, { pallet: AGREEMENTS, item: 'Billers', at })

/** Of one farm. @throws ReadFailed */
export const readOpenBillsOf = async (ctx: Reading, farmId: number, at: string): Promise<readonly OpenBill[]> =>
  (await readState(ctx, billsOf.nullable(), { pallet: AGREEMENTS, item: 'Billers', keys: [farmId], at }))?.bills ?? []

const proofs = z.array(z.object({ period: u32, root: hashSchema }))

/** What a node has put on the chain of late. @throws ReadFailed */
export const readNodeProofs = (ctx: Reading, node: number, at: string) =>
  readState(ctx, proofs, { pallet: AGREEMENTS, item: 'NodeProofs', keys: [node], at })

/** Id of the last node that there ever was. @throws ReadFailed */
export const readLastNode = (ctx: Reading, at: string): Promise<number> =>
  readState(ctx, u32, { pallet: GRID, item: 'NodeID', at })

/** Seconds. @throws ReadFailed */
export const readPeriodLength = (ctx: Reading): Promise<number> => readConstant(ctx, u32, AGREEMENTS, 'Period')

/** Seconds in which a bill may be disputed before it is paid. @throws ReadFailed */
export const readChallengeWindow = (ctx: Reading): Promise<number> =>
  readConstant(ctx, u32, AGREEMENTS, 'ChallengeWindow')

/** Seconds of a billing period, and periods after its own in which a bill may be made. @throws ReadFailed */
export async function readBillingRules(ctx: Reading): Promise<{ readonly length: number; readonly delay: number }> {
  const [length, delay] = await Promise.all([readPeriodLength(ctx), readConstant(ctx, u32, AGREEMENTS, 'BillDelay')])
  return { length, delay }
}

const price = z.object({ value: amount, unit: stateName })
const policy = z.object({ cu: price, su: price, ipu: price, nu: price })

/** What everything on the chain is priced by: ten-thousandths of a thousandth of a USD. @throws ReadFailed */
export const readPricing = (ctx: Reading, at: string) =>
  readState(ctx, policy, { pallet: GRID, item: 'PricingPolicies', keys: [1], at })
