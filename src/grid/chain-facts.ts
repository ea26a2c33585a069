import { z } from 'zod'
import { chainFact } from '../chain/decoder/chain-fact.ts'

const u32 = z.coerce.number().int().min(0)
const u64 = z.coerce.bigint().min(0n)
const power = z.enum(['Up', 'Down'])

/** A node in an event that carries the whole of it: no more than whose it is. What it is, is read from the state. */
const node = z.object({ id: u32, farmId: u32 })
/** Likewise. */
const twin = z.object({ id: u32 })

const tfgridFact = <const Name extends string, Shape extends z.ZodRawShape>(name: Name, fields: Shape) =>
  chainFact(`tfgrid.${name}` as `tfgrid.${Name}`, { pallet: 'TfgridModule', event: name }, fields)
const contractsFact = <const Name extends string, Shape extends z.ZodRawShape>(name: Name, fields: Shape) =>
  chainFact(`contracts.${name}` as `contracts.${Name}`, { pallet: 'SmartContractModule', event: name }, fields)

const ofContract = { contractId: u64, nodeId: u32, twinId: u32 }

/** Facts of the grid's registry. Fields that the chain gives no names have their place for one. */
export const NodeStored = tfgridFact('NodeStored', { 0: node })
export const NodeUpdated = tfgridFact('NodeUpdated', { 0: node })
export const NodeDeleted = tfgridFact('NodeDeleted', { 0: u32 })
export const NodePublicConfigStored = tfgridFact('NodePublicConfigStored', { 0: u32 })
export const NodeUptimeReported = tfgridFact('NodeUptimeReported', { 0: u32, 1: u64, 2: u64 })
export const PowerTargetChanged = tfgridFact('PowerTargetChanged', { farmId: u32, nodeId: u32, powerTarget: power })
/** `Down` carries the block in which the node said so. */
export const PowerStateChanged = tfgridFact('PowerStateChanged', {
  farmId: u32,
  nodeId: u32,
  powerState: z.union([z.object({ up: z.null() }), z.object({ down: u32 })]),
})

/** What a contract is for. */
export const contractData = z.union([
  z
    .object({
      nodeContract: z.object({
        nodeId: u32,
        deploymentHash: z.string(),
        deploymentData: z.string(),
        publicIps: u32,
      }),
    })
    .transform(({ nodeContract }) => ({ kind: 'node' as const, ...nodeContract })),
  z.object({ nameContract: z.unknown() }).transform(() => ({ kind: 'name' as const })),
  z
    .object({ rentContract: z.object({ nodeId: u32 }) })
    .transform(({ rentContract }) => ({ kind: 'rent' as const, nodeId: rentContract.nodeId })),
])

export const contract = z.object({ contractId: u64, twinId: u32, contractType: contractData })
export type Contract = z.infer<typeof contract>

export const ContractCreated = contractsFact('ContractCreated', { 0: contract })
/** What is deployed by it is something else now. */
export const ContractUpdated = contractsFact('ContractUpdated', { 0: contract })
export const NodeContractCanceled = contractsFact('NodeContractCanceled', ofContract)
export const RentContractCanceled = contractsFact('RentContractCanceled', { contractId: u64 })
export const NodeExtraFeeSet = contractsFact('NodeExtraFeeSet', { nodeId: u32, extraFee: u64 })

/** A contract's owner cannot pay, or can again. `nodeId` is 0 where it is for no node. */
export const ContractGracePeriodStarted = contractsFact('ContractGracePeriodStarted', ofContract)
export const ContractGracePeriodEnded = contractsFact('ContractGracePeriodEnded', ofContract)

/** Those after which a node has to be read again. */
export const TOUCHING = [
  NodeStored,
  NodeUpdated,
  NodeDeleted,
  NodePublicConfigStored,
  PowerTargetChanged,
  PowerStateChanged,
  ContractCreated,
  NodeContractCanceled,
  RentContractCanceled,
  NodeExtraFeeSet,
] as const

/** Twins, for whoever keeps them in mind. */
export const TwinStored = tfgridFact('TwinStored', { 0: twin })
export const TwinUpdated = tfgridFact('TwinUpdated', { 0: twin })
export const TwinDeleted = tfgridFact('TwinDeleted', { 0: u32 })
