import { z } from 'zod'
import { readHead, readState } from '../../../chain/reader/read.ts'
import type { TaskContext } from '../../../kernel/index.ts'
import { contract } from '../../chain-facts.ts'

const CONTRACTS = 'SmartContractModule'

type Reading = Pick<TaskContext, 'ask'>

/** What a node has to know of a contract of its own. */
export interface NodeContract {
  readonly twinId: number
  /** 32 hex digits. */
  readonly hash: string
}

/** Letters in hex, or as they are. */
const hashOf = (text: string): string =>
  text.startsWith('0x') ? Buffer.from(text.slice(2), 'hex').toString('latin1') : text

/** The contract if it is one of this node; null where it is none. @throws ReadFailed */
export async function readContract(ctx: Reading, contractId: number, nodeId: number): Promise<NodeContract | null> {
  const found = await readState(ctx, contract.nullable(), { pallet: CONTRACTS, item: 'Contracts', keys: [contractId] })
  if (found?.contractType.kind !== 'node' || found.contractType.nodeId !== nodeId) return null
  return { twinId: found.twinId, hash: hashOf(found.contractType.deploymentHash) }
}

/** Ids of all contracts of a node. @throws ReadFailed */
export async function readContractIds(ctx: Reading, nodeId: number): Promise<number[]> {
  const { hash: at } = await readHead(ctx)
  const ids = z.array(z.coerce.number().int())
  return readState(ctx, ids, { pallet: CONTRACTS, item: 'ActiveNodeContracts', keys: [nodeId], at })
}
