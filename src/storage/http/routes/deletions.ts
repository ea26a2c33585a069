import type { Hono } from 'hono'
import { z } from 'zod'
import { multiSignature } from '../../../chain/signing/signature.ts'
import { commitmentPayload } from '../../commitment/payloads.ts'
import { RoleOf } from '../../membership/events.ts'
import type { Commitment, DeletionReceipt } from '../../store/types.ts'
import { accountId } from '../../types.ts'
import { admitJson } from '../admission.ts'
import type { Api } from '../api.ts'
import { signatureOver } from '../auth/verify.ts'
import { HttpError } from '../errors.ts'
import { commitmentAfter } from '../future.ts'
import { u64 } from '../input.ts'
import { json } from '../json.ts'
import { sign, uncounted, written } from '../signing.ts'

const SIGNATURE = /^(?:0x)?(?:0[01])?([0-9a-f]{128})$/i

const deletion = z.object({
  bucket_id: u64,
  new_start_seq: u64,
  /** An admin's word that what is dropped may go, over the commitment that is left with a leaf count of 0. */
  admin_signature: z
    .string()
    .regex(SIGNATURE, { error: 'a signature: 64 bytes in hex' })
    .transform((text) => `0x${SIGNATURE.exec(text)![1]!.toLowerCase()}`)
    .nullish(),
  /** Who has signed; the one who asks, unless it says otherwise. */
  admin: accountId.nullish(),
})

type Wish = z.infer<typeof deletion>

/**
 * Drops leaves before a new first one. An admin's signature makes a receipt, by which the data may really go and its absence can be
 * defended; without one the data is kept. Every answer has the bytes to be signed, as `admin_statement`; a second request for the
 * same `new_start_seq` adds the receipt as long as nothing else was committed.
 */
export function deletionRoutes(app: Hono, api: Api): void {
  const { store, records } = api

  app.post('/delete', async (c) => {
    const { caller, ...wish } = await admitJson(api, c, deletion, 'Admin')
    const { bucket_id, new_start_seq } = wish
    const after = await commitmentAfter(store, bucket_id, new_start_seq)
    const receipt = await receiptOf(api, wish, wish.admin ?? caller?.account ?? null, after)
    const commitment = await store.prune(bucket_id, new_start_seq, receipt)
    await records.prune(bucket_id, new_start_seq)
    const done = {
      ...written(commitment),
      receipt: receipt !== null,
      admin_statement: statementOf(bucket_id, commitment),
    }
    return json(c, { ...done, provider_signature: await sign(api, bucket_id, uncounted(commitment), done) })
  })
}

const bytesOf = (bucketId: bigint, commitment: Commitment) => commitmentPayload(bucketId, uncounted(commitment))
const statementOf = (bucketId: bigint, commitment: Commitment) =>
  `0x${Buffer.from(bytesOf(bucketId, commitment)).toString('hex')}`

/** @throws HttpError `invalid_signature`, `insufficient_role`, `unavailable` */
async function receiptOf(
  api: Api,
  { bucket_id, admin_signature }: Wish,
  admin: string | null,
  commitment: Commitment,
): Promise<DeletionReceipt | null> {
  if (admin_signature === undefined || admin_signature === null) return null
  const bytes = bytesOf(bucket_id, commitment)
  const signature = admin === null ? undefined : signatureOver(bytes, admin_signature, admin)
  if (admin === null || signature === undefined)
    throw new HttpError('invalid_signature', {
      message: 'admin_signature is not by the admin over admin_statement; nothing was deleted',
      admin,
      ...written(commitment),
      admin_statement: statementOf(bucket_id, commitment),
    })
  await checkAdmin(api, bucket_id, admin)
  return { commitment, admin, signature: multiSignature(signature) }
}

async function checkAdmin({ ask }: Api, bucketId: bigint, account: string): Promise<void> {
  const outcome = await ask(RoleOf, { bucketId, account })
  if (!outcome.ok) throw new HttpError('unavailable', { message: 'the members of the bucket are not known now' })
  if (outcome.value.role !== 'Admin')
    throw new HttpError('insufficient_role', { message: `${account} is no admin of the bucket`, needs: 'Admin' })
}
