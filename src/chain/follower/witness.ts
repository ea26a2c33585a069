import { z } from 'zod'
import type { Clock } from '../../kernel/index.ts'
import { finalizedHead } from '../connection/finalized-head.ts'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import type { Cursor } from './followed-block.ts'

/** Another endpoint, of somebody else's, that is asked whether it has the same finalized blocks. */
export interface Witness {
  /**
   * Resolves once every witness has this finalized block. A block binds all before it by its hash, so that the last of many is
   * enough.
   *
   * @throws ChainError `witness-mismatch` when one has another, `witness-silent` when one cannot say in time
   */
  confirm(block: Cursor, endpoint: string): Promise<void>
  close(): void
}

export interface WitnessOptions {
  /** Milliseconds for which a witness that is behind, or away, is waited for. */
  readonly patience: number
  readonly clock: Clock
  open(endpoint: string): Promise<Session>
}

const AGAIN = 500
const hashOrNull = z.string().nullable()

export function createWitness(endpoints: readonly string[], options: WitnessOptions): Witness {
  const { patience, clock } = options
  const sessions = new Map<string, Promise<Session>>()

  function sessionOf(endpoint: string): Promise<Session> {
    const known = sessions.get(endpoint)
    if (known !== undefined) return known
    const opening = options.open(endpoint)
    sessions.set(endpoint, opening)
    const forget = () => {
      if (sessions.get(endpoint) === opening) sessions.delete(endpoint)
    }
    opening.then(({ closed }) => closed.then(forget), forget)
    return opening
  }

  /** The hash that a witness holds final at this height; null while it is behind. */
  async function finalHash(witness: string, number: number): Promise<string | null> {
    const session = await sessionOf(witness)
    const head = await finalizedHead(session)
    if (head.number < number) return null
    return hashOrNull.parse(await session.request('chain_getBlockHash', [number]))
  }

  async function confirmBy(witness: string, { number, hash }: Cursor, endpoint: string): Promise<void> {
    const until = clock.now() + patience
    for (let reason = ''; ; ) {
      try {
        const found = await finalHash(witness, number)
        if (found === hash) return
        if (found !== null)
          throw new ChainError(
            { code: 'witness-mismatch', endpoint, witness, number, hash, found },
            `${endpoint} says that block ${number} is ${hash}, ${witness} that it is ${found}`,
          )
        reason = 'it is behind'
      } catch (error) {
        if (error instanceof ChainError && error.code === 'witness-mismatch') throw error
        reason = error instanceof Error ? error.message : String(error)
      }
      if (clock.now() >= until)
        throw new ChainError(
          { code: 'witness-silent', witness, number, reason },
          `${witness} cannot confirm block ${number}: ${reason}`,
        )
      await new Promise<void>((resolve) => clock.setTimeout(resolve, AGAIN))
    }
  }

  return {
    async confirm(block, endpoint) {
      await Promise.all(endpoints.map((witness) => confirmBy(witness, block, endpoint)))
    },
    close() {
      for (const session of sessions.values()) session.then((opened) => opened.close('not needed')).catch(() => {})
      sessions.clear()
    },
  }
}
