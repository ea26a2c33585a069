import { z } from 'zod'
import { hexToU8a } from '#polkadot'
import type { Session } from '../../connection/session.ts'
import type { BlockRef } from '../../decoder/chain-fact.ts'
import { ChainError } from '../../errors.ts'
import { orderedRoot } from '../../proof/ordered-root.ts'
import { checkedHeader } from '../../runtime/checked-header.ts'

const reply = z
  .object({ block: z.object({ header: z.unknown(), extrinsics: z.array(z.string().regex(/^0x([0-9a-f]{2})*$/)) }) })
  .nullable()

/** Of runtimes up to system version 1, and from 2 on. */
const LAYOUTS = ['inline', 'hashed'] as const

/** What a block consists of, hex. */
export interface Body {
  readonly parentHash: string
  /** What the header commits to. */
  readonly extrinsicsRoot: string
  readonly extrinsics: readonly string[]
}

/**
 * The extrinsics of a block, all of them: they must be those that its header commits to, and the header that of the block.
 *
 * @throws ChainError `wrong-extrinsics` when they are not, and as `requestUncheckedBody`
 */
export async function requestBody(session: Session, block: BlockRef): Promise<Body> {
  const body = await requestUncheckedBody(session, block)
  const bytes = body.extrinsics.map((extrinsic) => hexToU8a(extrinsic))
  // Which of the two a runtime uses need not be known: no list has the root of another list by the other one.
  if (LAYOUTS.some((layout) => orderedRoot(bytes, layout) === body.extrinsicsRoot)) return body
  const { number, hash } = block
  const { endpoint } = session
  throw new ChainError(
    { code: 'wrong-extrinsics', endpoint, number, hash },
    `the extrinsics of block ${number} that ${endpoint} gives are not those of its header`,
  )
}

/**
 * What an endpoint says that they are.
 *
 * @throws ChainError `wrong-header-hash` when the header is that of another block, `block-forgotten`, `malformed-reply`
 */
export async function requestUncheckedBody(session: Session, { number, hash }: BlockRef): Promise<Body> {
  const { endpoint } = session
  const parsed = reply.safeParse(await session.request('chain_getBlock', [hash]))
  if (!parsed.success) {
    const reason = `block ${number} is none`
    throw new ChainError({ code: 'malformed-reply', method: 'chain_getBlock', reason }, `chain_getBlock: ${reason}`)
  }
  if (parsed.data === null)
    throw new ChainError({ code: 'block-forgotten', endpoint, number }, `${endpoint} does not keep block ${number}`)
  const { block } = parsed.data
  const { parentHash, extrinsicsRoot } = checkedHeader(block.header, { number, hash }, endpoint)
  return { parentHash, extrinsicsRoot, extrinsics: block.extrinsics }
}
