import { readState } from '../../chain/reader/read.ts'
import type { PayloadOf } from '../../kernel/index.ts'
import { type Bucket, bucket, type Role } from '../types.ts'
import type { RoleOf } from './events.ts'
import { type Ctx, upToDate } from './up-to-date.ts'

/** A bucket's members as the chain had them. */
export interface Members {
  /** By account, hex; null while there is no such bucket. */
  readonly roles: ReadonlyMap<string, Role> | null
  /** When reading them began, in milliseconds. */
  readonly readAt: number
}

/** Answers `RoleOf`. @throws Refused `unavailable` */
export async function roleOf({ bucketId, account }: PayloadOf<typeof RoleOf>, ctx: Ctx) {
  const until = ctx.now() + ctx.config.finalityGrace
  const membersOf = () => upToDate(ctx.ports.members, bucketId, () => readMembers(bucketId, ctx), ctx)
  let found = await membersOf()
  while (found.roles === null && (await comes(bucketId, until, ctx))) found = await membersOf()
  return { role: found.roles?.get(account.toLowerCase()) ?? null }
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
