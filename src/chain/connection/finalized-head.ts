import { z } from 'zod'
import type { Session } from './session.ts'

const hash = z.string()
const header = z.object({ number: z.string() })

/** The last block that an endpoint holds final. @throws ChainError when it cannot be asked */
export async function finalizedHead(session: Session): Promise<{ number: number; hash: string }> {
  const head = hash.parse(await session.request('chain_getFinalizedHead', []))
  const { number } = header.parse(await session.request('chain_getHeader', [head]))
  return { number: Number.parseInt(number, 16), hash: head }
}
