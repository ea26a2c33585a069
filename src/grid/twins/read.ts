import { z } from 'zod'
import { readState } from '../../chain/reader/read.ts'
import { accountId } from '../../chain/scale/account-id.ts'
import type { TaskContext } from '../../kernel/index.ts'

const GRID = 'TfgridModule'

const twin = z.object({ accountId })
const twinId = z.coerce.number().int().min(1)

type Reading = Pick<TaskContext, 'ask'>

/** @throws ReadFailed */
export async function readTwinAccount(ctx: Reading, id: number): Promise<string | null> {
  const found = await readState(ctx, twin.nullable(), { pallet: GRID, item: 'Twins', keys: [id] })
  return found?.accountId ?? null
}

/** The twin of an account; null while it has none. @throws ReadFailed */
export const readTwinId = (ctx: Reading, account: string): Promise<number | null> =>
  readState(ctx, twinId.nullable(), { pallet: GRID, item: 'TwinIdByAccountID', keys: [account] })

/** Hash of block 0, which names the chain. @throws ReadFailed */
export const readNetwork = (ctx: Reading): Promise<string> =>
  readState(ctx, z.string().regex(/^0x[0-9a-f]{64}$/), { pallet: 'System', item: 'BlockHash', keys: [0] })
