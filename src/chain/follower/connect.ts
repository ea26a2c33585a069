import { z } from 'zod'
import type { Clock } from '../../kernel/index.ts'
import { withArchive } from '../connection/archive.ts'
import type { Connection } from '../connection/link.ts'
import { type OpenSession, openSession, type Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { createRuntimes, type Runtimes } from '../runtime/runtimes.ts'
import type { ChainIdentity } from '../signing/signer.ts'

/** Opens a session and learns the chain behind it. A runtime version that was met before is not learned again. */
export interface Connector {
  /** @throws ChainError `connection-failed`, `wrong-genesis` or what the first requests meet, and what `admit` throws */
  connect(endpoint: string, options: ConnectOptions): Promise<Connection>
  /** A session that is known to be on this chain. @throws ChainError as above */
  open(endpoint: string, genesis: string): Promise<Session>
}

export interface ConnectOptions {
  /** Hash of block 0, when it is known already. */
  readonly genesis: string | undefined
  /** Endpoint that keeps the states of all blocks. */
  readonly archive: string | undefined
}

const hash = z.string()

/** @param admit called with each chain before it is used; throws when it is not to be */
export function createConnector(
  clock: Clock,
  admit?: (chain: ChainIdentity) => void,
  reach: OpenSession = openSession,
): Connector {
  /** Of the one chain that this connector has met. */
  let known: { readonly genesis: string; readonly runtimes: Runtimes } | undefined
  let current: Session | undefined

  function runtimesOf(genesis: string): Runtimes {
    if (known?.genesis !== genesis) {
      const runtimes = createRuntimes((method, params) => {
        if (current !== undefined) return current.request(method, params)
        return Promise.reject(new ChainError({ code: 'not-connected' }, 'not connected to the chain'))
      })
      known = { genesis, runtimes }
    }
    return known.runtimes
  }

  async function openOn(endpoint: string, genesis: string | undefined): Promise<{ session: Session; found: string }> {
    const session = await reach(endpoint, clock)
    try {
      const found = hash.parse(await session.request('chain_getBlockHash', [0]))
      if (genesis === undefined || found === genesis) return { session, found }
      throw new ChainError(
        { code: 'wrong-genesis', endpoint, expected: genesis, found },
        `${endpoint} is another chain: its genesis is ${found}, expected ${genesis}`,
      )
    } catch (error) {
      session.close('the chain behind it could not be learned')
      throw error
    }
  }

  const open = async (endpoint: string, genesis: string) => (await openOn(endpoint, genesis)).session

  return {
    open,
    async connect(endpoint, { genesis, archive }) {
      const opened = await openOn(endpoint, genesis)
      const genesisHash = opened.found
      const session =
        archive === undefined ? opened.session : withArchive(opened.session, () => open(archive, genesisHash))
      current = session
      try {
        admit?.({ endpoint, genesisHash, chainType: await chainTypeOf(session) })
        const head = hash.parse(await session.request('chain_getFinalizedHead', []))
        const runtimes = runtimesOf(genesisHash)
        return { session, genesisHash, runtimes, runtime: await runtimes.at(head) }
      } catch (error) {
        session.close('the chain behind it could not be learned')
        throw error
      }
    },
  }
}

/** A chain that does not say is taken for one with value at stake. */
async function chainTypeOf(session: Session): Promise<string> {
  try {
    const type = await session.request('system_chainType', [])
    return typeof type === 'string' ? type : JSON.stringify(type)
  } catch (error) {
    if (error instanceof ChainError && error.code === 'rpc-error') return 'unknown'
    throw error
  }
}
