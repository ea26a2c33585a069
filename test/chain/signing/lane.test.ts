import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SigningError } from '../../../src/chain/signing/errors.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Signer, SigningPayload } from '../../../src/chain/signing/signer.ts'
import { SubmitTransaction } from '../../../src/chain/transactions/events.ts'
import type { System } from '../../../src/kernel/index.ts'
import { remark } from './payloads.ts'
import { type Chain, startChain, startLane } from './stage.ts'

let chain: Chain
let system: System | undefined

beforeEach(async () => {
  chain = await startChain()
})

afterEach(async () => {
  await system?.stop('test over')
  await chain.stop()
})

async function lane(signer?: Signer) {
  const started = await startLane(chain, signer)
  system = started.system
  return started
}

/** A signer that does what the test says before it signs. */
async function minded(before: (payload: SigningPayload) => void): Promise<Signer> {
  const signer = await createLocalSigner('//Bob')
  return {
    ...signer,
    async sign(payload, options) {
      before(payload)
      return signer.sign(payload, options)
    },
  }
}

describe('the lane and its signer', () => {
  it.each(['sr25519', 'ed25519'] as const)('land short and long calls in blocks with %s signatures', async (type) => {
    const { ready, submit } = await lane(await createLocalSigner('//Bob', type))
    await ready()
    for (const bytes of [4, 300])
      expect(await submit(`r${bytes}`, remark(bytes))).toMatchObject({
        ok: true,
        value: { outcome: { result: 'success' } },
      })
  })

  it('give up a call that the signer refuses, and use its nonce for the next', async () => {
    const { ready, submit, nonces } = await lane(
      await minded(({ call }) => {
        if (call.bytes.length > 200) throw new SigningError({ code: 'refused', reason: 'too-long' }, 'too long')
      }),
    )
    await ready()
    expect(await submit('long', remark(300))).toMatchObject({
      ok: false,
      refusal: { reason: 'invalid', detail: expect.stringContaining('too long') },
    })
    expect(await submit('short', remark(1))).toMatchObject({ ok: true })
    expect(nonces).toEqual([0])
  })

  it('try again while the signer does not answer, with the same nonce', async () => {
    const asked: number[] = []
    const { ready, submit, nonces } = await lane(
      await minded(({ nonce }) => {
        asked.push(nonce)
        if (asked.length < 3)
          throw new SigningError({ code: 'no-answer', address: 'a', reason: 'away' }, 'the signer is away')
      }),
    )
    await ready()
    expect(await submit('late', remark(1))).toMatchObject({ ok: true })
    expect(asked).toEqual([0, 0, 0])
    expect(nonces).toEqual([0])
  })

  it('do not come together on a chain that the signer does not admit', async () => {
    const reasons: string[] = []
    const signer: Signer = {
      ...(await createLocalSigner('//Bob')),
      admit: () => {
        throw new SigningError({ code: 'wrong-chain', genesisHash: '0x' }, 'not there')
      },
    }
    const { system, until } = await lane(signer)
    system.attach({
      emitted({ event }) {
        if (event.type === 'chain.ConnectionLost') reasons.push((event.payload as { reason: string }).reason)
      },
    })
    await until(() => reasons.length > 0)
    expect(reasons[0]).toBe('not there')
    expect(await system.ask(SubmitTransaction, { key: 'x', call: remark(1) })).toMatchObject({
      ok: false,
      refusal: { reason: 'not-connected' },
    })
  })

  it('are not there without an account: a call is refused for good', async () => {
    const { system } = await lane()
    expect(await system.ask(SubmitTransaction, { key: 'x', call: remark(1) })).toEqual({
      ok: false,
      refusal: expect.objectContaining({ reason: 'no-account', retryable: false }),
    })
  })
})
