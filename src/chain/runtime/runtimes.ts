import { z } from 'zod'
import { ApiPromise } from '#polkadot'
import { createProvider } from './provider.ts'
import { type ChainRuntime, createRuntime } from './runtime.ts'

/** Versions kept: those around an upgrade, and one more for who reads back. Each takes about 12 MB. */
const KEPT = 3
/** Blocks whose version is remembered. */
const REMEMBERED = 1_024

type Request = (method: string, params: readonly unknown[]) => Promise<unknown>

/** The runtimes of one chain, each learned at a block that has it and kept for the next who asks. */
export interface Runtimes {
  /**
   * Version of the runtime in the state after this block: it executes the next block. The block's own storage is encoded by it too,
   * unless the block has just brought it.
   *
   * @throws ChainError
   */
  versionAt(blockHash: string): Promise<number>
  /** That runtime itself. @throws ChainError */
  at(blockHash: string): Promise<ChainRuntime>
  /** One that was learned. */
  get(specVersion: number): ChainRuntime | undefined
}

const versioned = z.object({ specVersion: z.number() })

export function createRuntimes(request: Request): Runtimes {
  const learned = new Map<number, Promise<ChainRuntime>>()
  const ready = new Map<number, ChainRuntime>()
  const versions = new Map<string, number>()

  async function versionAt(blockHash: string): Promise<number> {
    const known = versions.get(blockHash)
    if (known !== undefined) return known
    const { specVersion } = versioned.parse(await request('state_getRuntimeVersion', [blockHash]))
    versions.set(blockHash, specVersion)
    if (versions.size > REMEMBERED) versions.delete(versions.keys().next().value!)
    return specVersion
  }

  async function learn(specVersion: number, blockHash: string): Promise<ChainRuntime> {
    const provider = createProvider(request, blockHash)
    const api = await new ApiPromise({ provider, noInitWarn: true, isPedantic: false }).isReadyOrError
    const runtime = createRuntime(api)
    ready.set(specVersion, runtime)
    return runtime
  }

  /** The version used last goes to the end; the first goes. */
  function keep(specVersion: number, runtime: Promise<ChainRuntime>): void {
    learned.delete(specVersion)
    learned.set(specVersion, runtime)
    if (learned.size <= KEPT) return
    const [oldest, gone] = learned.entries().next().value!
    learned.delete(oldest)
    ready.delete(oldest)
    gone.then(({ api }) => api.disconnect()).catch(() => {})
  }

  return {
    versionAt,
    get: (specVersion) => ready.get(specVersion),
    async at(blockHash) {
      const specVersion = await versionAt(blockHash)
      const runtime = learned.get(specVersion) ?? learn(specVersion, blockHash)
      keep(specVersion, runtime)
      // What could not be learned is tried again by the next who asks.
      runtime.catch(() => learned.delete(specVersion))
      return runtime
    },
  }
}
