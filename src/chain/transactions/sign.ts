import { z } from 'zod'
import { blake2AsHex, encodeAddress } from '#polkadot'
import type { Connection } from '../connection/link.ts'
import { buildCall } from './build-call.ts'
import type { Call } from './events.ts'
import type { Nonces } from './nonces.ts'
import type { Signer } from './signer.ts'

/** A signed extrinsic, complete: these bytes, and no others, may land. */
export interface SignedTransaction {
  readonly hex: string
  /** blake2-256 of the bytes: how it is recognised in a block. */
  readonly hash: string
  readonly nonce: number
  /** First block in which it may be. */
  readonly birth: number
  /** First block in which it can no longer be. */
  readonly death: number
}

const hex = z.string()
const header = z.object({ number: z.string() })

/** @throws what building the call throws, and ChainError when the chain cannot be asked; no nonce is taken then */
export async function signTransaction(
  { session, runtime: { api }, genesisHash }: Connection,
  call: Call,
  { signer, nonces, eraPeriod }: { readonly signer: Signer; readonly nonces: Nonces; readonly eraPeriod: number },
): Promise<SignedTransaction> {
  const extrinsic = buildCall(api, call)
  const blockHash = hex.parse(await session.request('chain_getFinalizedHead', []))
  const current = Number.parseInt(header.parse(await session.request('chain_getHeader', [blockHash])).number, 16)
  if (!nonces.certain) nonces.learn(await nextNonce({ session }, signer.account))
  const era = api.registry.createType('ExtrinsicEra', { current, period: eraPeriod })
  const nonce = nonces.take()
  extrinsic.sign(signer.pair, { blockHash, era, genesisHash, nonce, runtimeVersion: api.runtimeVersion })
  const bytes = extrinsic.toHex()
  const { asMortalEra } = era
  return {
    hex: bytes,
    hash: blake2AsHex(bytes),
    nonce,
    birth: asMortalEra.birth(current),
    death: asMortalEra.death(current),
  }
}

/** The next nonce of an account, those waiting in the endpoint's pool included. */
export async function nextNonce({ session }: Pick<Connection, 'session'>, account: string): Promise<number> {
  return z.number().parse(await session.request('system_accountNextIndex', [encodeAddress(account)]))
}
