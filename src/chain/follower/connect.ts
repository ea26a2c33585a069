import { z } from 'zod'
import { ApiPromise } from '#polkadot'
import type { Clock } from '../../kernel/index.ts'
import type { Connection } from '../connection/link.ts'
import { openSession, type Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { createProvider } from '../runtime/provider.ts'
import { type ChainRuntime, createRuntime } from '../runtime/runtime.ts'

/** Opens a session and learns the chain behind it. A runtime version that was met before is not decoded again. */
export interface Connector {
  /** @throws ChainError `connection-failed`, `wrong-genesis` or what the first requests meet */
  connect(endpoint: string, genesis: string | undefined): Promise<Connection>
}

export function createConnector(clock: Clock): Connector {
  let known: { readonly genesis: string; readonly specVersion: number; readonly runtime: ChainRuntime } | undefined
  let session: Session | undefined

  async function learnRuntime(genesis: string, specVersion: number): Promise<ChainRuntime> {
    if (known?.genesis === genesis && known.specVersion === specVersion) return known.runtime
    const provider = createProvider((method, params) => {
      if (session === undefined)
        return Promise.reject(new ChainError({ code: 'not-connected' }, 'not connected to the chain'))
      return session.request(method, params)
    })
    await known?.runtime.api.disconnect()
    const api = await new ApiPromise({ provider, noInitWarn: true, isPedantic: false }).isReadyOrError
    const runtime = createRuntime(api)
    known = { genesis, specVersion, runtime }
    return runtime
  }

  return {
    async connect(endpoint, genesis) {
      const opened = await openSession(endpoint, clock)
      session = opened
      try {
        const found = z.string().parse(await opened.request('chain_getBlockHash', [0]))
        if (genesis !== undefined && found !== genesis)
          throw new ChainError(
            { code: 'wrong-genesis', endpoint, expected: genesis, found },
            `${endpoint} is another chain: its genesis is ${found}, expected ${genesis}`,
          )
        const { specVersion } = z
          .object({ specVersion: z.number() })
          .parse(await opened.request('state_getRuntimeVersion', []))
        return { session: opened, genesisHash: found, runtime: await learnRuntime(found, specVersion) }
      } catch (error) {
        opened.close('the chain behind it could not be learned')
        throw error
      }
    },
  }
}
