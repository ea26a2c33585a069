import { z } from 'zod'
import { blake2AsHex, hexToU8a, u8aConcat, u8aToHex } from '#polkadot'
import type { Connection } from '../../connection/link.ts'
import type { Session } from '../../connection/session.ts'
import { LIGHT_SCHEME } from '../../connection/sessions.ts'
import { readProven } from '../../proof/read-proven.ts'
import type { ChainRuntime } from '../../runtime/runtime.ts'

export interface Price {
  /** Planck, without a tip. */
  readonly fee: bigint
  /** Picoseconds of computation. */
  readonly weight: bigint
}

const hex = z.string()
const account = z.object({
  nonce: z.number(),
  data: z.object({ free: z.coerce.bigint(), frozen: z.coerce.bigint().default(0n) }),
})
const dispatchInfo = z.object({
  weight: z.union([z.object({ refTime: z.coerce.bigint() }), z.coerce.bigint()]),
  partialFee: z.coerce.bigint(),
})
const blockWeights = z.object({
  perClass: z.object({ normal: z.object({ maxExtrinsic: z.object({ refTime: z.coerce.bigint() }).nullable() }) }),
})

/** Asks the chain what an extrinsic costs; its signature need not be a real one. @throws ChainError */
export async function priceOf({ session, runtime }: Connection, extrinsic: string, at: string): Promise<Price> {
  const bytes = hexToU8a(extrinsic)
  const length = new Uint8Array(new Uint32Array([bytes.length]).buffer)
  const input = u8aToHex(u8aConcat(bytes, length))
  const answer = hex.parse(await session.request('state_call', ['TransactionPaymentApi_query_info', input, at]))
  const type = paymentVersion(runtime) >= 2 ? 'RuntimeDispatchInfoV2' : 'RuntimeDispatchInfoV1'
  const decoded = runtime.api.registry.createTypeUnsafe(type, [hexToU8a(answer)]).toPrimitive(true)
  const { partialFee, weight } = dispatchInfo.parse(decoded)
  return { fee: partialFee, weight: typeof weight === 'bigint' ? weight : weight.refTime }
}

const PAYMENT_API = blake2AsHex('TransactionPaymentApi', 64)

/** From its second version on, weights are of two dimensions. */
function paymentVersion({ api }: ChainRuntime): number {
  return Number(api.runtimeVersion.apis.find(([id]) => id.toHex() === PAYMENT_API)?.[1] ?? 0)
}

type ReadStored = (session: Session, key: string, at: string) => Promise<string | null>

const told: ReadStored = async (session, key, at) =>
  hex.nullable().parse(await session.request('state_getStorage', [key, at]))

async function accountAt({ session, runtime }: Connection, who: string, at: string, read: ReadStored) {
  const stored = await read(session, runtime.storageKey('System', 'Account', [who]), at)
  return account.parse(runtime.decodeStorage('System', 'Account', stored))
}

/**
 * The nonces of an account below this one are used up as of a block. Proven, as much may be done twice by going by a lie; a light
 * client has checked it itself.
 *
 * @throws ChainError
 */
export async function usedNonces(connection: Connection, who: string, at: string): Promise<number> {
  const isLight = connection.session.endpoint.startsWith(LIGHT_SCHEME)
  return (await accountAt(connection, who, at, isLight ? told : readProven)).nonce
}

/** What an account can spend, in planck, as of a block. @throws ChainError */
export async function usableBalance(connection: Connection, who: string, at: string): Promise<bigint> {
  const { data } = await accountAt(connection, who, at, told)
  return data.free > data.frozen ? data.free - data.frozen : 0n
}

/** The most that one normal extrinsic may weigh; undefined where the runtime sets no bound. */
export function weightLimit(runtime: ChainRuntime): bigint | undefined {
  const parsed = blockWeights.safeParse(runtime.constant('System', 'BlockWeights'))
  return parsed.success ? parsed.data.perClass.normal.maxExtrinsic?.refTime : undefined
}
