import {
  isInForce,
  type NodeContract,
  type Reading,
  readAgreement,
  readNodeContract,
  readServiceContract,
} from '../chain-state.ts'
import type { StatedUsage } from '../evidence/replies.ts'
import type { UsageDispute } from './events.ts'
import type { UsageRecords } from './records/records.ts'

/** What a statement is held against. */
export interface Admission {
  readonly farmId: number
  readonly node: number
  readonly period: number
  /** Hash of a block. */
  readonly at: string
}

/** Why what a node says is not what was agreed; none where it is. */
export type Admit = (ctx: Reading, stated: StatedUsage, admission: Admission) => Promise<UsageDispute | undefined>

/**
 * By an agreement with the farm, and by what the farm knows to be deployed under it, or what the chain has where that has a contract
 * for it.
 */
export const admitAgreed =
  (records: Pick<UsageRecords, 'hashOf' | 'contractIn'>): Admit =>
  async (ctx, { agreement: id, deployment, hash }, { farmId, node, period, at }) => {
    const agreement = await readAgreement(ctx, id, at)
    if (agreement === null || agreement.farmId !== farmId) return 'no-agreement'
    if (!isInForce(agreement, period)) return 'no-agreement'
    const known = records.hashOf(id, deployment)
    if (known === undefined)
      return heldAgainst(await contractOf(ctx, records, deployment, period, at), agreement.twinId, node, hash)
    return known === hash ? undefined : 'other-hash'
  }

/** As the chain has it, or had it: a deployment that has ended since was used all the same. @throws ReadFailed */
async function contractOf(
  ctx: Reading,
  records: Pick<UsageRecords, 'contractIn'>,
  deployment: bigint,
  period: number,
  at: string,
): Promise<NodeContract | null> {
  const there = await readNodeContract(ctx, deployment, at)
  if (there !== null) return there
  const noted = records.contractIn(deployment, period)
  if (noted === undefined) return null
  return { twinId: noted.twinId, contractType: { nodeId: noted.nodeId, deploymentHash: noted.hash } }
}

/** What the chain has about a deployment. */
function heldAgainst(
  contract: NodeContract | null,
  consumer: number,
  node: number,
  hash: string,
): UsageDispute | undefined {
  if (contract === null || contract.contractType === null) return 'no-deployment'
  if (contract.twinId !== consumer) return 'other-consumer'
  if (contract.contractType.nodeId !== node) return 'other-node'
  return contract.contractType.deploymentHash === hash ? undefined : 'other-hash'
}

/** By a service contract of the deployment's owner, and by what the contract on the chain has about the deployment. */
export const admitContracted =
  (records: Pick<UsageRecords, 'contractIn'>): Admit =>
  async (ctx, { agreement: id, deployment, hash }, { node, period, at }) => {
    const [agreement, contract] = await Promise.all([
      readServiceContract(ctx, id, at),
      contractOf(ctx, records, deployment, period, at),
    ])
    if (agreement === null || agreement.state !== 'ApprovedByBoth') return 'no-agreement'
    return heldAgainst(contract, agreement.consumerTwinId, node, hash)
  }
