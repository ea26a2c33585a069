import { validateProofs } from '@polkadot-api/substrate-bindings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex, to0x } from '../../src/devnet/bytes.ts'
import { startLiveChain } from '../devnet/live-chain.ts'

let stage: Awaited<ReturnType<typeof startLiveChain>>

beforeAll(async () => {
  stage = await startLiveChain()
})
afterAll(() => stage.devnet.stop())

describe('a read proof of the development chain, by a public verifier', () => {
  it('holds against the state root of the header, and not when it was touched', () => {
    const { chain } = stage.devnet
    const block = chain.finalized
    const state = chain.state(block.hash)
    const [key] = state.keys('26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9')
    const proof = state.proof([key!]).map(to0x)
    const checked = validateProofs(proof as never)
    expect(checked?.rootHash).toBe(to0x(block.header.stateRoot))
    const found = checked?.proofs as unknown as Record<string, { value?: unknown }> | undefined
    expect(JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value))).toContain(
      to0x(state.get(key!)!).slice(2, 40),
    )
    const touched = fromHex(proof[0]!.slice(2))
    touched[touched.length - 1]! ^= 1
    expect(validateProofs([to0x(touched), ...proof.slice(1)] as never)?.rootHash).not.toBe(checked?.rootHash)
  })
})
