import { readHead, readState } from '../../chain/reader/read.ts'
import { storageAgreement } from '../types.ts'
import type { Api } from './api.ts'
import { HttpError } from './errors.ts'

/**
 * Lets a bucket have what its agreement with this provider allows, where nothing has said so yet. Without it whoever has a bucket
 * anywhere could fill this disk.
 *
 * @throws HttpError `no_agreement`, or ReadFailed
 */
export async function allow(api: Api, bucketId: bigint): Promise<void> {
  const { store, attestor, config } = api
  if (config.auth.open || ((await store.bucket(bucketId))?.quota ?? null) !== null) return
  const { number, hash } = await readHead(api)
  const query = { pallet: 'StorageProvider', item: 'StorageAgreements', keys: [bucketId, attestor.provider], at: hash }
  const agreement = await readState(api, storageAgreement.nullable(), query)
  if (agreement === null || agreement.expiresAt <= number)
    throw new HttpError('no_agreement', { message: `this provider has no agreement for bucket ${bucketId}` })
  await store.setQuota(bucketId, agreement.maxBytes)
}
