import { DescribeItem } from '../../chain/reader/events.ts'
import { ReadFailed, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { u32 } from '../types.ts'
import type { ChallengeConfig } from './config.ts'

type Asking = Pick<TaskContext, 'ask'>

/** Kept by runtimes that end challenges by the relay chain's numbers, which may leave some out. */
const SWEPT = { pallet: 'StorageProvider', item: 'LastSweptChallengeBlock' } as const
const RELAY = { pallet: 'ParachainSystem', item: 'LastRelayChainBlockNumber' } as const

/**
 * By how much the numbers that deadlines are counted in are ahead of the chain's own at a block: 0 where they are the chain's own;
 * else those of its relay chain, as of the relay block that this one was built on. Where the config says so and the chain knows no
 * relay chain they are taken for its own, with a warning: challenges are answered all the same.
 *
 * @throws ReadFailed
 */
export async function readAhead(
  ctx: Pick<TaskContext, 'ask' | 'log'>,
  clock: ChallengeConfig['clock'],
  { number, hash }: { readonly number: number; readonly hash: string },
): Promise<number> {
  if (clock === 'own' || (clock === 'auto' && !(await has(ctx, SWEPT, hash)))) return 0
  const isThere = await has(ctx, RELAY, hash)
  const relay = isThere ? await readState(ctx, u32.nullable(), { ...RELAY, at: hash }) : null
  if (relay !== null) return relay - number
  if (clock === 'relay')
    ctx.log.warn({ block: number }, 'the chain knows no relay chain: deadlines are taken for its own')
  return 0
}

/** Whether the runtime of a block has a storage item. @throws ReadFailed when that cannot be told now */
async function has(
  ctx: Asking,
  item: { readonly pallet: string; readonly item: string },
  at: string,
): Promise<boolean> {
  const outcome = await ctx.ask(DescribeItem, { ...item, at })
  if (outcome.ok) return true
  const { code, reason = code, retryable } = outcome.refusal
  if (reason === 'unknown-item') return false
  throw new ReadFailed(`${item.pallet}.${item.item}`, reason, retryable)
}
