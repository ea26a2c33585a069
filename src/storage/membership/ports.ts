import { type BucketMemory, createBucketMemory } from './bucket-memory.ts'
import type { Providers } from './part-of.ts'
import type { Members } from './role-of.ts'

/** What is in mind of buckets: who may do what, and whose they are to keep. */
export interface MembershipPorts {
  readonly members: BucketMemory<Members>
  readonly providers: BucketMemory<Providers>
}

export const membershipMemory = (): MembershipPorts => ({
  members: createBucketMemory(),
  providers: createBucketMemory(),
})
