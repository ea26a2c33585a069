import type { DevAccount, Signer } from '../accounts.ts'
import type { Call } from '../runtime/index.ts'
import { systemStorage } from '../runtime/pallets/system/storage.ts'
import type { StateView } from '../types.ts'

/** The block a step is made on. */
export interface DemoBlock {
  readonly number: number
  readonly hash: Uint8Array
  readonly state: StateView
}

/** One account's extrinsics: the next ones go out only when the last ones are in. */
export interface Lane {
  readonly account: DevAccount
  idle(block: DemoBlock): boolean
  /** Whether the pool took it. */
  send(call: Call, block: DemoBlock): boolean
}

export interface LaneDependencies {
  signer: Signer
  /** Hands an extrinsic to the pool; throws when the pool refuses. */
  submit(extrinsic: Uint8Array): void
}

/** An extrinsic that is not in by then counts as lost: its era has ended. */
const PATIENCE = 16

export function createLane(account: DevAccount, { signer, submit }: LaneDependencies): Lane {
  let next = 0
  let sentAt = 0
  return {
    account,
    idle({ number, state }) {
      const included = systemStorage.Account.get(state, account.publicKey).nonce
      if (included < next && number <= sentAt + PATIENCE) return false
      next = included
      return true
    },
    send(call, { number, hash }) {
      const extrinsic = signer.sign(account, call, { nonce: next, era: { period: PATIENCE, number, hash } })
      try {
        submit(extrinsic)
      } catch {
        // The account may be in use by someone else as well: the step is taken again on the next block.
        return false
      }
      next += 1
      sentAt = number
      return true
    },
  }
}
