import { messageOf, type PayloadOf, Refused, type ResultOf, type TaskContext } from '../../kernel/index.ts'
import { ZERO } from '../store/hashing.ts'
import { assess, type Facts } from './case.ts'
import type { ReplicaSyncConfig } from './config.ts'
import type { ForceSync, SyncStatus } from './events.ts'
import { FAMILY, type ReplicaPorts } from './ports.ts'
import { readFacts } from './read.ts'

type Ctx = TaskContext<ReplicaSyncConfig, ReplicaPorts>

/** @throws Refused `unavailable`, which passes */
async function factsOf(bucketId: bigint, ctx: Ctx): Promise<Facts> {
  try {
    return await readFacts(ctx, ctx.ports.store, bucketId, ctx.config.provider)
  } catch (error) {
    throw new Refused('unavailable', { detail: messageOf(error), retryable: true })
  }
}

const rootOrNull = (root: string | undefined): string | null => (root === undefined || root === ZERO ? null : root)

async function status({ bucketId }: PayloadOf<typeof SyncStatus>, ctx: Ctx): Promise<ResultOf<typeof SyncStatus>> {
  const { at, agreement, bucket, localRoot } = await factsOf(bucketId, ctx)
  const replica = agreement?.role.role === 'replica' ? agreement.role : null
  const lastSyncBlock = replica?.lastSync?.[1] ?? null
  return {
    isReplica: replica !== null,
    running: ctx.ports.turns.has(String(bucketId)),
    localRoot: rootOrNull(localRoot),
    chainRoot: rootOrNull(bucket?.snapshot?.mmrRoot),
    lastSyncBlock,
    blocksLeft:
      replica === null
        ? null
        : Math.max(0, (lastSyncBlock ?? -replica.minSyncInterval) + replica.minSyncInterval - at - 1),
  }
}

async function force({ bucketId }: PayloadOf<typeof ForceSync>, ctx: Ctx): Promise<ResultOf<typeof ForceSync>> {
  const { stand } = assess(await factsOf(bucketId, ctx))
  const key = String(bucketId)
  if (stand === 'gone') return { started: false, message: `this provider is no replica of bucket ${key}` }
  if (stand === 'over') return { started: false, message: `the agreement for bucket ${key} is over` }
  if (stand !== 'behind') return { started: false, message: `bucket ${key} is here as the chain has it` }
  if (ctx.ports.turns.has(key)) return { started: true, message: `bucket ${key} is being synced already` }
  const family = ctx.duties(FAMILY)
  ctx.ports.replicas.add(key)
  if (!family.tell(key, { type: 'replica.Look', payload: null })) family.open(key, { bucketId })
  return { started: true, message: `the sync of bucket ${key} begins` }
}

export const commandHandlers = { 'storage.SyncStatus': status, 'storage.ForceSync': force }
