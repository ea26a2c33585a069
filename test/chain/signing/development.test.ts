import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnector } from '../../../src/chain/follower/connect.ts'
import { forDevelopment } from '../../../src/chain/signing/development.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { createSystemClock } from '../../../src/kernel/index.ts'
import { type Payloads, remark, usePayloads } from './payloads.ts'

const GENESIS = `0x${'11'.repeat(32)}`
const OTHER = `0x${'22'.repeat(32)}`

let alice: Signer
let payloads: Payloads

beforeAll(async () => {
  alice = await createLocalSigner('//Alice')
  payloads = await usePayloads()
})

afterAll(() => payloads.stop())

const chain = (chainType: string, genesisHash = GENESIS) => ({ endpoint: 'ws://a', genesisHash, chainType })

describe('a development account', () => {
  it.each(['Development', 'Local'])('signs for a chain of type %s', async (chainType) => {
    const signer = forDevelopment(alice, { field: 'account.uri' })
    signer.admit!(chain(chainType, payloads.genesisHash))
    const payload = await payloads.payload(remark(1), { account: alice.account })
    expect(await signer.sign(payload)).toMatchObject({ type: 'sr25519' })
  })

  it.each(['Live', '{"Custom":"mine"}', 'unknown', 'development'])('is refused by a chain of type %s', (chainType) => {
    const signer = forDevelopment(alice, { field: 'account.uri' })
    expect(() => signer.admit!(chain(chainType))).toThrow(
      expect.objectContaining({
        code: 'wrong-chain',
        retryable: false,
        message: expect.stringMatching(
          `^account.uri is a development account.*${chainType}.*account.keyfile.*account.genesis: "${GENESIS}"`,
        ),
      }),
    )
  })

  it('signs for the one chain whose genesis is set, whatever its type, and for no other', () => {
    const signer = forDevelopment(alice, { field: 'account.uri', genesis: GENESIS })
    expect(() => signer.admit!(chain('Live'))).not.toThrow()
    expect(() => signer.admit!(chain('Development', OTHER))).toThrow(/account.genesis is 0x11/)
  })

  it('signs for no chain that was not looked at', async () => {
    const signer = forDevelopment(alice, { field: 'account.uri' })
    signer.admit!(chain('Development', OTHER))
    const payload = await payloads.payload(remark(1), { account: alice.account })
    await expect(signer.sign(payload)).rejects.toMatchObject({ code: 'wrong-chain' })
  })

  it('is checked when a connection is made, with the type that the chain says it has', async () => {
    const seen: unknown[] = []
    await createConnector(createSystemClock(), (identity) => seen.push(identity)).connect(payloads.devnet.url, {
      genesis: undefined,
      archive: undefined,
    })
    expect(seen).toEqual([
      { endpoint: payloads.devnet.url, genesisHash: payloads.genesisHash, chainType: 'Development' },
    ])
    const strict = forDevelopment(alice, { field: 'account.uri', genesis: GENESIS })
    await expect(
      createConnector(createSystemClock(), strict.admit).connect(payloads.devnet.url, {
        genesis: undefined,
        archive: undefined,
      }),
    ).rejects.toMatchObject({ code: 'wrong-chain' })
  })
})
