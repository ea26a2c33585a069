import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { createEndpoint, type EndpointOptions } from '../../../src/grid/messages/endpoint/endpoint.ts'
import type { Commands } from '../../../src/grid/messages/endpoint/serving.ts'
import type { Identity } from '../../../src/grid/messages/envelope/seal.ts'
import { createNetwork } from '../../../src/grid/messages/in-process/network.ts'
import { cachedTwins } from '../../../src/grid/messages/twins.ts'
import { createRandom } from '../../../src/kernel/clock/random.ts'
import { createVirtualClock, type Log, type VirtualClock } from '../../../src/kernel/index.ts'

export const NETWORK = `0x${'11'.repeat(32)}`
export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** Lets everything happen that needs no time. */
export const settle = async (clock: VirtualClock): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) {
    clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Twins with accounts of their own: nodes sign ed25519, all others sr25519. */
export async function twinsOf(ids: readonly number[]) {
  const signers = new Map<number, Signer>()
  for (const id of ids) signers.set(id, await createLocalSigner(`//Twin//${id}`, id % 2 === 0 ? 'ed25519' : 'sr25519'))
  const reads: number[] = []
  const twins = cachedTwins(async (id) => {
    reads.push(id)
    return signers.get(id)?.account ?? null
  })
  const identity = (twinId: number, session = ''): Identity => ({
    address: { twinId, session },
    signer: signers.get(twinId)!,
    network: NETWORK,
  })
  return { signers, twins, reads, identity }
}

/** A grid in this process under a virtual clock. */
export async function startGrid(ids: readonly number[]) {
  const clock = createVirtualClock(1_700_000_000_000)
  const network = createNetwork(clock, createRandom(7))
  const known = await twinsOf(ids)
  const logged: Array<{ code?: unknown }> = []
  const log: Log = { ...SILENT, debug: (fields) => void logged.push(fields) }
  const join = (
    twinId: number,
    commands: Commands = {},
    more: Partial<EndpointOptions> & { session?: string } = {},
  ) => {
    const identity = known.identity(twinId, more.session)
    const open = network.connect(identity.address)
    return createEndpoint({ identity, open, twins: known.twins, commands, clock, log, ...more })
  }
  /** Time passes in small steps, so that what follows from one message can happen before the next. */
  const pass = async (milliseconds: number, step = 100) => {
    for (let passed = 0; passed < milliseconds; passed += step) {
      clock.advance(step)
      await settle(clock)
    }
  }
  return { ...known, clock, network, join, pass, logged, settle: () => settle(clock) }
}

export const forever = (): { signal: AbortSignal } => ({ signal: new AbortController().signal })
