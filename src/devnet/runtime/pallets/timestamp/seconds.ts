import type { StorageAccess } from '../../pallet/index.ts'
import { timestamp } from './index.ts'

/** The chain's time in seconds since 1970. */
export const nowInSeconds = (access: Pick<StorageAccess, 'get'>): bigint => timestamp.storage.Now.get(access) / 1_000n
