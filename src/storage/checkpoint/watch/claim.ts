import { z } from 'zod'
import type { CheckpointContext } from '../../../../machines/coordinators/checkpoint.ts'
import { readEntries, readHead } from '../../../chain/reader/read.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../../chain/transactions/events.ts'
import type { TaskArgs } from '../../../kernel/index.ts'
import { accountId, balance, u64 } from '../../types.ts'
import type { Ctx, TaskCtx } from '../ports.ts'

const rewardKeys = z.tuple([accountId, u64])
/** Spans of blocks in each of which rewards are claimed once, a restart within one included. */
const spanOf = (block: number, { every }: Ctx['config']['rewards']): number => Math.floor(block / every)

export const isClaimTime = (block: number, { ports: { memory }, config }: Ctx): boolean =>
  memory.synced && spanOf(block, config.rewards) !== memory.claimed

/** Claims what is owed for checkpoints, bucket by bucket, where it is worth a fee. @throws ReadFailed */
export async function claim(_: TaskArgs<CheckpointContext>, ctx: TaskCtx): Promise<void> {
  const { provider, rewards } = ctx.config
  const { number, hash } = await readHead(ctx)
  const span = spanOf(number, rewards)
  const entries = await readEntries(ctx, rewardKeys, balance, {
    pallet: 'StorageProvider',
    item: 'CheckpointRewards',
    keys: [provider],
    at: hash,
  })
  ctx.ports.memory.claimed = span
  const worthy = entries.filter(({ value }) => value > 0n && value >= rewards.minimum)
  await Promise.all(worthy.map(({ keys: [, bucketId] }) => claimOne(ctx, bucketId, span)))
}

async function claimOne(ctx: TaskCtx, bucketId: bigint, span: number): Promise<void> {
  const call = { pallet: 'StorageProvider', name: 'claim_checkpoint_rewards', args: [bucketId] }
  const outcome = await ctx.ask(
    SubmitTransaction,
    {
      key: `checkpoint-rewards/${bucketId}/${span}`,
      call,
      priority: 'low',
      batch: { stream: 'checkpoint-rewards', mode: 'each' },
    },
    { deadline: OUTCOME_WITHIN, signal: ctx.signal },
  )
  const isPaid = outcome.ok && outcome.value.outcome.result === 'success'
  ctx.log.info({ bucket: String(bucketId), isPaid }, 'rewards of checkpoints claimed')
}
