import { createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import type { Block } from '../../../src/devnet/chain/block.ts'
import type { Chain } from '../../../src/devnet/chain/chain.ts'
import type { DevnetRuntime } from '../../../src/devnet/runtime/index.ts'
import { remark, transfer, utility } from '../../devnet/calls.ts'

/** Of `System.Events`: the two names hashed by two_x 128. */
const EVENTS = '26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7'
/** Events of a block with one empty batch: of the inherent, of fees, of the batch and of its extrinsic. */
const AROUND = 5
/** One call in so many is a transfer: of a large block's events, one in fifty. */
const TRANSFER_EVERY = 25

const pairsIn = (events: number): number => Math.floor((events - AROUND) / 2)

/** Transfers in a block with so many events. */
export const transfersIn = (events: number): number => Math.ceil(pairsIn(events) / TRANSFER_EVERY)

/** Seals a block with so many events: a forced batch of calls with an event each, and one more that says it is done. */
export function createBlockMaker(chain: Chain, runtime: DevnetRuntime, account: DevAccount): (events: number) => Block {
  const signer = createSigner(runtime, Buffer.from(chain.genesis.hash.slice(2), 'hex'))
  const payee = devAccount('Bob')
  let nonce = 0
  return (events) => {
    const calls = Array.from({ length: pairsIn(events) }, (_, n) =>
      n % TRANSFER_EVERY === 0 ? transfer(payee, 1n) : remark(`${n}`, 'remark_with_event'),
    )
    if ((events - AROUND) % 2 === 1) calls.push(remark('silent'))
    chain.pool.submit(signer.sign(account, utility('force_batch', ...calls), { nonce: nonce++ }))
    return chain.seal()
  }
}

/** How many events the chain itself has kept of a block: SCALE's compact number before them. */
export function eventsIn({ state }: Block): number {
  const bytes = state!.get(EVENTS)!
  const mode = bytes[0]! & 3
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return mode === 0 ? bytes[0]! >> 2 : (mode === 1 ? view.getUint16(0, true) : view.getUint32(0, true)) >> 2
}
