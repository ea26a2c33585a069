import type { Context } from 'hono'
import type { z } from 'zod'
import { PARTS } from '../membership/events.ts'
import type { Hash } from '../store/types.ts'
import type { Role } from '../types.ts'
import { allow } from './allowance.ts'
import type { Api } from './api.ts'
import { required } from './auth/authorization.ts'
import { type Caller, checkBody } from './auth/guard.ts'
import { bodyOf, collect } from './body.ts'
import { HttpError } from './errors.ts'
import { checked, ofBucket, queryOf } from './input.ts'
import { parseJson } from './json.ts'

const NOTHING = new Uint8Array()

/** Lets through who may do this with no body. */
export async function admit(api: Api, c: Context, bucketId: bigint, role: Role): Promise<Caller | null> {
  const caller = await api.guard.admit(c, bucketId, role)
  checkBody(caller, NOTHING)
  return caller
}

/** Lets through who may put something into the bucket, whose body is still to be compared with what was signed for. */
export async function admitUpload(api: Api, c: Context, bucketId: bigint): Promise<Caller | null> {
  const caller = await api.guard.admit(c, bucketId, 'Writer')
  await allow(api, bucketId)
  return caller
}

/** Lets through who may read what is in a bucket: anybody, unless the config says otherwise. `body`: of the request. */
export async function admitReader(api: Api, c: Context, bucketId: bigint, body: Uint8Array = NOTHING): Promise<void> {
  const { config, guard } = api
  if (!config.auth.reads || (await guard.admitPeer(c, bucketId, PARTS))) return
  checkBody(await guard.admit(c, bucketId, 'Reader'), body)
}

/** Lets through who may ask for a signature under a checkpoint: anybody, unless the config wants a primary of the bucket. */
export async function admitCosigning(api: Api, c: Context, bucketId: bigint): Promise<void> {
  if (!api.config.checkpoint.peersOnly || (await api.guard.admitPeer(c, bucketId, ['primary']))) return
  throw required('this takes "Web3StoragePeer <key>:<signature>:<unix seconds>" by the key of a primary of the bucket')
}

/** The same for what is named by its hash: the query then has to name a bucket, which must have it. */
export async function admitReaderOf(api: Api, c: Context, hash: Hash): Promise<void> {
  if (!api.config.auth.reads) return
  const { bucket_id } = queryOf(c, ofBucket)
  await admitReader(api, c, bucket_id)
  const [missing] = await api.store.missing(bucket_id, [hash])
  if (missing !== undefined) throw new HttpError('not_found', { message: `bucket ${bucket_id} does not have ${hash}` })
}

/** A body of JSON, and the bytes that it was. */
export interface JsonBody<Value> {
  readonly value: Value
  readonly bytes: Uint8Array
}

/** @throws HttpError `invalid_request`, `invalid_hash`, `payload_too_large` */
export async function jsonBody<Value>(api: Api, c: Context, schema: z.ZodType<Value>): Promise<JsonBody<Value>> {
  const bytes = await collect(bodyOf(api, c, api.config.limits.json))
  return { value: checked(schema, parsed(bytes)), bytes }
}

/** The same, from who may do with the bucket that it names what the role allows. */
export async function admitJson<Value extends { readonly bucket_id: bigint }>(
  api: Api,
  c: Context,
  schema: z.ZodType<Value>,
  role: Role,
): Promise<Value & { readonly caller: Caller | null }> {
  const { value, bytes } = await jsonBody(api, c, schema)
  const caller = await api.guard.admit(c, value.bucket_id, role)
  checkBody(caller, bytes)
  return { ...value, caller }
}

function parsed(bytes: Buffer): unknown {
  try {
    return parseJson(bytes.toString('utf8'))
  } catch (error) {
    throw new HttpError('invalid_request', {
      message: `the body is no JSON: ${(error as Error).message.slice(0, 120)}`,
    })
  }
}
