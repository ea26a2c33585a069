import { ReadFailed, readState } from '../../chain/reader/read.ts'
import { messageOf, type PayloadOf, Refused, type TaskContext } from '../../kernel/index.ts'
import { type Bucket, bucket } from '../types.ts'
import type { MembershipConfig } from './config.ts'
import type { RoleOf } from './events.ts'
import type { Members, MembersMemory } from './members.ts'

export interface MembershipPorts {
  readonly members: MembersMemory
}

type Ctx = TaskContext<MembershipConfig, MembershipPorts>

/** Reads that are begun for one ask, when changes outdate them. */
const MOST_READS = 2

/** Answers `RoleOf`. @throws Refused `unavailable` */
export async function roleOf({ bucketId, account }: PayloadOf<typeof RoleOf>, ctx: Ctx) {
  const until = ctx.now() + ctx.config.finalityGrace
  let found = await membersOf(bucketId, ctx)
  while (found.roles === null && (await comes(bucketId, until, ctx))) found = await membersOf(bucketId, ctx)
  return { role: found.roles?.get(account.toLowerCase()) ?? null }
}

async function membersOf(bucketId: bigint, ctx: Ctx): Promise<Members> {
  try {
    return await upToDate(bucketId, ctx)
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error
    // What became known to be wrong meanwhile is not there any more.
    const stale = inMind(bucketId, ctx.config.maxStale, ctx)
    if (stale !== undefined) return stale
    throw new Refused('unavailable', { detail: messageOf(error), retryable: true })
  }
}

/** A read that a revocation has overtaken would bring the revoked one back: it is neither kept nor answered from. */
async function upToDate(bucketId: bigint, ctx: Ctx): Promise<Members> {
  const { members } = ctx.ports
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const known = inMind(bucketId, ctx.config.ttl, ctx)
    if (known !== undefined) return known
    const read =
      members.reading(bucketId) ?? members.read(bucketId, ctx.config.buckets, () => readMembers(bucketId, ctx))
    const found = await read.result
    if (!read.isOutdated) return found
  }
  throw new Refused('unavailable', { detail: 'its members change faster than they can be read', retryable: true })
}

function inMind(bucketId: bigint, age: number, ctx: Ctx): Members | undefined {
  const known = ctx.ports.members.get(bucketId)
  return known !== undefined && ctx.now() - known.readAt <= age ? known : undefined
}

async function readMembers(bucketId: bigint, ctx: Ctx): Promise<Members> {
  const readAt = ctx.now()
  const row = await readState(ctx, bucket.nullable(), { pallet: 'StorageProvider', item: 'Buckets', keys: [bucketId] })
  return { roles: row && rolesOf(row), readAt }
}

const rolesOf = ({ members }: Bucket) => new Map(members.map(({ account, role }) => [account, role]))

/** Whether something happens to the bucket in time. */
async function comes(bucketId: bigint, until: number, ctx: Ctx): Promise<boolean> {
  const { members } = ctx.ports
  const left = until - ctx.now()
  if (left <= 0 || members.waiting >= ctx.config.waiting) return false
  const change = members.changed(bucketId)
  try {
    return await Promise.race([change.promise, ctx.sleep(left).then(() => false)])
  } finally {
    change.forget()
  }
}
