import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hexToU8a } from '#polkadot'
import { assertExtensionsKnown } from '../../../src/chain/signing/extensions.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { signedMessage, verifySignature } from '../../../src/chain/signing/signature.ts'
import type { SignatureType } from '../../../src/chain/signing/signer.ts'
import { type Payloads, remark, usePayloads } from './payloads.ts'

let payloads: Payloads

beforeAll(async () => {
  payloads = await usePayloads()
})

afterAll(() => payloads.stop())

const BOB = '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48'

describe('an extrinsic about to be signed', () => {
  it('tells what its bytes say', async () => {
    const { connection, genesisHash } = payloads
    const { raw, call, ...told } = await payloads.payload(remark(4), { account: BOB, nonce: 7, period: 8 })
    expect(told).toEqual({
      account: BOB,
      genesisHash,
      specVersion: connection.runtime.specVersion,
      transactionVersion: connection.runtime.api.runtimeVersion.transactionVersion.toNumber(),
      mortality: { birth: 2, death: 10 },
      nonce: 7,
      tip: 0n,
    })
    expect(call).toMatchObject({ pallet: 'system', name: 'remarkWithEvent' })
    // The call first and without a length; the hash of the block that the era starts from last.
    expect(raw.startsWith(call.bytes)).toBe(true)
    expect(raw.endsWith(payloads.devnet.chain.at(2)!.hash.slice(2))).toBe(true)
    expect(raw).toContain(genesisHash.slice(2))
  })

  it('is signed as it is up to 256 bytes, and by its hash when it is longer', async () => {
    const base = hexToU8a((await payloads.payload(remark(0), { account: BOB })).raw).length
    // From 64 bytes on the length of the remark takes two bytes.
    const longest = 256 - base - 1
    for (const [bytes, signed] of [
      [longest, 256],
      [longest + 1, 32],
    ] as const) {
      const { raw } = await payloads.payload(remark(bytes), { account: BOB })
      expect(signedMessage(hexToU8a(raw))).toHaveLength(signed)
    }
  })

  it.each<[SignatureType, number]>([
    ['sr25519', 4],
    ['sr25519', 300],
    ['ed25519', 4],
    ['ed25519', 300],
    ['ecdsa', 4],
    ['ecdsa', 300],
  ])('gets a signature of the account: %s, a remark of %i bytes', async (type, bytes) => {
    const signer = await createLocalSigner('//Bob', type)
    const payload = await payloads.payload(remark(bytes), { account: signer.account })
    const signature = await signer.sign(payload)
    const message = signedMessage(hexToU8a(payload.raw))
    expect(signature.type).toBe(type)
    expect(verifySignature(message, signature, signer.account)).toBe(true)
    expect(verifySignature(message, signature, BOB)).toBe(signer.account === BOB)
    expect(verifySignature(hexToU8a('0x00'), signature, signer.account)).toBe(false)
  })

  it('is not taken with the signature of something else', async () => {
    const signer = await createLocalSigner('//Charlie')
    const draft = await payloads.draft(remark(9), { account: signer.account, nonce: 5 })
    const other = await payloads.payload(remark(8), { account: signer.account, nonce: 5 })
    await expect(
      payloads.connection.session.request('author_submitExtrinsic', [draft.complete(await signer.sign(other))]),
    ).rejects.toThrow(/bad signature|BadProof/i)
  })
})

describe('the signed extensions of a runtime', () => {
  /** The runtime's own, and one whose content is like that of another. */
  const withOne = (name: string, like: string) => {
    const { registry, runtimeMetadata } = payloads.connection.runtime.api
    const known = [...runtimeMetadata.asV15.extrinsic.signedExtensions]
    const { type, additionalSigned } = known.find(({ identifier }) => identifier.toString() === like)!
    const signedExtensions = [...known, { identifier: name, type, additionalSigned }]
    const api = { registry, runtimeMetadata: { version: 15, asV15: { extrinsic: { signedExtensions } } } }
    return () => assertExtensionsKnown(api as never)
  }

  it('make no use of the hash of the metadata where the runtime knows of one', async () => {
    const { registry } = payloads.connection.runtime.api
    const names = [...registry.signedExtensions]
    const plain = await payloads.payload(remark(1), { account: BOB })
    registry.setSignedExtensions([...names, 'CheckMetadataHash'])
    const { raw } = await payloads.payload(remark(1), { account: BOB })
    registry.setSignedExtensions(names)
    // Mode 0 behind the tip, and no hash at the very end.
    const carried = plain.raw.length - 2 * (4 + 4 + 32 + 32)
    expect(raw).toBe(`${plain.raw.slice(0, carried)}00${plain.raw.slice(carried)}00`)
  })

  it('may be unknown when they are empty', () => {
    expect(withOne('CheckNothing', 'CheckWeight')).not.toThrow()
  })

  it.each([
    ['what an extrinsic carries', 'CheckNonce'],
    ['what is signed besides', 'CheckGenesis'],
  ])('must be known when they add to %s: nothing is signed that cannot be right', (_, like) => {
    expect(withOne('CheckSomething', like)).toThrow(
      expect.objectContaining({ code: 'unknown-extension', message: expect.stringContaining('CheckSomething') }),
    )
  })
})
