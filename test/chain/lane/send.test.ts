import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../src/chain/connection/link.ts'
import { ChainError } from '../../../src/chain/errors.ts'
import type { SignedTransaction } from '../../../src/chain/transactions/sign.ts'
import { sendTransaction } from '../../../src/chain/transactions/transaction/send.ts'

const signedFor = (specVersion: number | null): SignedTransaction => ({
  hex: '0x00',
  hash: '0x01',
  nonce: 0,
  birth: 1,
  death: 65,
  tip: 0n,
  specVersion,
})

/** An endpoint whose pool takes the signature for a bad one; its best block and what we know have these runtimes. */
function refusing(best: number, known: number): Connection {
  const answers: Record<string, () => unknown> = {
    author_submitExtrinsic() {
      const message = 'Invalid Transaction'
      throw new ChainError(
        { code: 'rpc-error', method: 'author', rpcCode: 1010, message, data: 'Transaction has a bad signature' },
        message,
      )
    },
    state_getRuntimeVersion: () => ({ specVersion: best }),
  }
  const session = { request: async (method: string) => answers[method]!() }
  return { session, runtime: { specVersion: known } } as unknown as Connection
}

describe('an extrinsic that is refused for its signature', () => {
  it.each([
    ['the best block has another runtime than it was signed for', 2, 1, 1, 'upgrading'],
    ['so it is, and the upgrade has become final meanwhile', 2, 2, 1, 'upgrading'],
    ['the runtime is the one it was signed for', 2, 2, 2, 'invalid'],
    ['so is the one that is known, of what an earlier version has noted', 2, 2, null, 'invalid'],
    ['another one is known, of what an earlier version has noted', 2, 1, null, 'upgrading'],
  ] as const)('when %s', async (_, best, known, signed, cause) => {
    expect(await sendTransaction(refusing(best, known), signedFor(signed))).toMatchObject({ verdict: 'refused', cause })
  })
})
