import type { Connection } from '../../connection/link.ts'
import { usedNonces } from '../costs/chain.ts'
import type { SignedTransaction } from '../sign.ts'
import type { TaskCtx } from './context.ts'

/**
 * Whether blocks that nobody keeps can have none of these: none of their nonces is used up. What has one that is may be in such a
 * block, and is neither done nor to be done again until somebody has it.
 *
 * @param upTo number of the last of the blocks @throws ChainError
 */
export async function hasNoneOf(
  signed: readonly SignedTransaction[],
  upTo: number,
  connection: Connection,
  { ports: { link, signer } }: TaskCtx,
): Promise<boolean> {
  const { head } = link
  // An older state does not tell of them.
  if (head === undefined || head.number < upTo) return false
  const used = await usedNonces(connection, signer.account, head.hash)
  return signed.every(({ nonce }) => nonce >= used)
}

/** Told once for each block that it is about. */
export function reportOpen(block: number, reason: string, { log, ports: { searched } }: TaskCtx): void {
  if (searched.open === block) return
  searched.open = block
  log.error({ block, reason }, 'what was signed may be in a block that nobody keeps; an archive endpoint would tell')
}
