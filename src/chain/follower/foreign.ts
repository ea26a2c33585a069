import { ChainError } from '../errors.ts'
import type { Connector } from './connect.ts'

/**
 * Which chain all of the endpoints are on when none is on the one that a node was on before: then what it keeps is foreign, not an
 * endpoint. One that cannot be reached may be the right one.
 *
 * @param refused what the first of them was refused for @returns genesis, or undefined
 */
export async function foreignChain(
  refused: unknown,
  others: readonly string[],
  kept: string,
  connector: Pick<Connector, 'open'>,
): Promise<string | undefined> {
  const first = strangerIn(refused)
  if (first === undefined) return undefined
  const found = await Promise.all(
    others.map((endpoint) =>
      connector.open(endpoint, kept).then((session) => {
        session.close('it was only asked which chain it is on')
        return undefined
      }, strangerIn),
    ),
  )
  return found.every((genesis) => genesis === first) ? first : undefined
}

const strangerIn = (error: unknown): string | undefined =>
  error instanceof ChainError && error.payload.code === 'wrong-genesis' ? error.payload.found : undefined
