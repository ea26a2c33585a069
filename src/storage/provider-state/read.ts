import { readConstant, readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { balance, providerContact, providerInfo } from '../types.ts'
import type { ProviderCase } from './errand.ts'

const PALLET = 'StorageProvider'
const entry = providerInfo.extend(providerContact.shape)

/** @throws ReadFailed */
export async function readProvider(ctx: Pick<TaskContext, 'ask'>, provider: string): Promise<ProviderCase> {
  const { number, hash } = await readHead(ctx)
  const [found, minStakePerByte, minProviderStake] = await Promise.all([
    readState(ctx, entry.nullable(), { pallet: PALLET, item: 'Providers', keys: [provider], at: hash }),
    readConstant(ctx, balance, PALLET, 'MinStakePerByte'),
    readConstant(ctx, balance, PALLET, 'MinProviderStake'),
  ])
  return { entry: found, minStakePerByte, minProviderStake, at: number }
}
