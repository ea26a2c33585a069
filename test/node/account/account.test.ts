import { openSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { cryptoWaitReady, decodeAddress, encodeAddress, Keyring, u8aToHex } from '#polkadot'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { loadConfig } from '../../../src/node/config/load.ts'
import { ConfigError, type ConfigProblem } from '../../../src/node/config/problem.ts'
import { prepareNode } from '../../../src/node/prepare.ts'
import { listen } from '../../../src/node/signer/socket.ts'
import { useFolder } from '../../folder.ts'

const PASSPHRASE = 'correct horse'
const PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
const KINDS = ['sr25519', 'ed25519', 'ecdsa'] as const
type Kind = (typeof KINDS)[number]
type Json = ReturnType<ReturnType<Keyring['addFromUri']>['toJson']>

const folder = useFolder()
const exported = new Map<Kind, Json>()

beforeAll(async () => {
  await cryptoWaitReady()
  for (const kind of KINDS)
    exported.set(kind, new Keyring({ type: kind }).addFromUri(`${PHRASE}//hot`).toJson(PASSPHRASE))
})

const signerOf = async (text: string) => {
  await folder.put('reeve.yaml', text)
  return (await prepareNode(await loadConfig({ file: 'reeve.yaml' }, { env: {}, cwd: folder.path }))).signer
}

const refused = async (text: string): Promise<readonly ConfigProblem[]> => {
  const error: unknown = await signerOf(text).catch((reason: unknown) => reason)
  if (error instanceof ConfigError) return error.problems
  throw error ?? new Error('the account was accepted')
}

const putKeystore = (json: unknown = exported.get('sr25519')) => folder.put('key.json', JSON.stringify(json), 0o644)

const KEYSTORE = 'account:\n  keystore: ./key.json\n  passphraseFile: ./pass\n'

describe('a keystore', () => {
  it.each(KINDS)('is unlocked by the passphrase in a file: %s', async (kind) => {
    await putKeystore(exported.get(kind))
    await folder.put('pass', `${PASSPHRASE}\n`)
    expect(await signerOf(KEYSTORE)).toMatchObject({
      account: (await createLocalSigner(`${PHRASE}//hot`, kind)).account,
      type: kind,
    })
  })

  it('is unlocked by the passphrase on a descriptor', async () => {
    await putKeystore()
    // A bare descriptor: what was read is closed, and by then its number may be that of another file.
    const fd = openSync(await folder.put('pass', PASSPHRASE), 'r')
    const signer = await signerOf(`account: { keystore: ./key.json, passphraseFd: ${fd} }\n`)
    expect(signer?.account).toBe((await createLocalSigner(`${PHRASE}//hot`)).account)
  })

  it('leaves the event loop to others while it is unlocked', async () => {
    await putKeystore()
    await folder.put('pass', PASSPHRASE)
    let over = false
    let turns = 0
    const unlocked = signerOf(KEYSTORE).finally(() => {
      over = true
    })
    for (; !over; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    await unlocked
    expect(turns).toBeGreaterThan(500)
  })

  it('takes the passphrase as it is, but for one line end', async () => {
    await putKeystore()
    await folder.put('pass', ` ${PASSPHRASE}\r\n`)
    expect(await refused(KEYSTORE)).toMatchObject([{ code: 'passphrase' }])
    await folder.put('pass', `${PASSPHRASE}\r\n`)
    expect(await signerOf(KEYSTORE)).toBeDefined()
  })

  it('says that the passphrase is wrong, once, and shows neither', async () => {
    await putKeystore()
    await folder.put('pass', 'battery staple')
    const problems = await refused(KEYSTORE)
    expect(problems).toMatchObject([
      {
        code: 'passphrase',
        field: 'account.keystore',
        line: 2,
        message: 'cannot be unlocked with this passphrase',
        expected: expect.stringContaining('passphraseFile'),
      },
    ])
    expect(new ConfigError(problems).message).not.toMatch(/battery|staple|horse/)
  })

  it.each<[string, () => unknown, string]>([
    ['no JSON', () => 'x', 'is not an encrypted keystore'],
    ['an unencrypted one', () => new Keyring().addFromUri('//Bob').toJson(), 'is not an encrypted keystore'],
    [
      'cut short',
      () => ({ ...exported.get('sr25519'), encoded: exported.get('sr25519')!.encoded.slice(0, 40) }),
      'is not an encrypted keystore',
    ],
    [
      'of another address',
      () => ({ ...exported.get('sr25519'), address: encodeAddress(`0x${'11'.repeat(32)}`) }),
      'holds the key of another account than its address says',
    ],
    [
      'of another address, ecdsa',
      () => ({
        ...exported.get('ecdsa'),
        address: new Keyring({ type: 'ecdsa' }).addFromUri('//Eve').toJson().address,
      }),
      'holds the key of another account than its address says',
    ],
  ])('is refused when it is %s', async (_, json, message) => {
    await putKeystore(json())
    await folder.put('pass', PASSPHRASE)
    expect(await refused(KEYSTORE)).toMatchObject([
      { code: 'keystore', field: 'account.keystore', message: expect.stringContaining(message) },
    ])
  })

  it('may have its address in the format of any network', async () => {
    const { address, ...json } = exported.get('sr25519')!
    await putKeystore({ ...json, address: encodeAddress(decodeAddress(address), 0) })
    await folder.put('pass', PASSPHRASE)
    expect((await signerOf(KEYSTORE))?.account).toBe(u8aToHex(decodeAddress(address)))
  })

  it.each([
    ['may be read by others', PASSPHRASE, 0o644, 'may be read by others (mode 644)'],
    ['is empty', '\n', 0o600, 'gives no passphrase'],
  ])('wants a passphrase file of its own: one that %s is refused', async (_, text, mode, message) => {
    await putKeystore()
    await folder.put('pass', text, mode)
    expect(await refused(KEYSTORE)).toMatchObject([
      { code: 'passphrase', field: 'account.passphraseFile', line: 3, message },
    ])
  })

  it('says what is wrong with a descriptor that is not open', async () => {
    await putKeystore()
    expect(await refused('account: { keystore: ./key.json, passphraseFd: 9999 }\n')).toMatchObject([
      { code: 'passphrase', field: 'account.passphraseFd', message: 'cannot be read (EBADF)' },
    ])
  })

  it.each([
    ['none', 'account: { keystore: ./key.json }\n'],
    ['two', 'account: { keystore: ./key.json, passphraseFile: ./pass, passphraseFd: 3 }\n'],
  ])('takes the passphrase from one place: %s is refused', async (_, text) => {
    expect(await refused(text)).toMatchObject([
      { field: 'account.passphraseFile', expected: expect.stringContaining('either "passphraseFile"') },
    ])
  })

  it('has no place for the passphrase itself', async () => {
    const problems = await refused(`account: { keystore: ./key.json, passphrase: ${PASSPHRASE} }\n`)
    expect(new ConfigError(problems).message).not.toContain('horse')
  })
})

describe('a key file', () => {
  it('gives an account of the type that is set', async () => {
    await folder.put('seed', `${PHRASE}//hot`)
    for (const type of KINDS)
      expect(await signerOf(`account: { keyfile: ./seed, type: ${type} }\n`)).toMatchObject({
        type,
        account: (await createLocalSigner(`${PHRASE}//hot`, type)).account,
      })
  })

  it('signs for any chain, unless it holds a development account', async () => {
    await folder.put('seed', `${PHRASE}//hot`)
    expect((await signerOf('account: { keyfile: ./seed }\n'))?.admit).toBeUndefined()
    await folder.put('seed', '//Alice')
    const dev = await signerOf('account: { keyfile: ./seed }\n')
    expect(() => dev!.admit!({ endpoint: 'ws://a', genesisHash: '0x', chainType: 'Live' })).toThrow(
      /^account.keyfile is a development account/,
    )
  })
})

describe('an account that acts for another', () => {
  const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'

  it('says for whom', async () => {
    expect(await signerOf(`account: { uri: //Alice, proxyFor: ${BOB} }\n`)).toMatchObject({
      actsFor: u8aToHex(decodeAddress(BOB)),
    })
  })

  it('is refused for itself', async () => {
    expect(await refused(`account: { uri: //Bob, proxyFor: ${BOB} }\n`)).toMatchObject([
      { code: 'own-proxy', field: 'account.proxyFor', value: `"${BOB}"` },
    ])
  })

  it('is refused for what is no address', async () => {
    expect(await refused('account: { uri: //Bob, proxyFor: Alice }\n')).toMatchObject([
      { field: 'account.proxyFor', expected: 'an SS58 address' },
    ])
  })
})

describe('a remote account', () => {
  const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'
  const EVE = '5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw'
  const serve = async () => {
    const { account, type } = await createLocalSigner('//Bob')
    return listen(`${folder.path}/signer.sock`, async (line) => ({ id: JSON.parse(line).id, account, type }))
  }

  it('is what the signer says it is', async () => {
    const server = await serve()
    expect(await signerOf('account: { remote: ./signer.sock }\n')).toMatchObject({
      account: u8aToHex(decodeAddress(BOB)),
      type: 'sr25519',
    })
    expect(await signerOf(`account: { remote: ./signer.sock, address: ${BOB} }\n`)).toBeDefined()
    expect(await refused(`account: { remote: ./signer.sock, address: ${EVE} }\n`)).toMatchObject([
      { code: 'remote-signer', field: 'account.address', value: `"${EVE}"` },
    ])
    await server.close()
  })

  it('needs a signer that runs', async () => {
    expect(await refused('account: { remote: ./signer.sock }\n')).toMatchObject([
      {
        code: 'remote-signer',
        field: 'account.remote',
        message: expect.stringContaining('ENOENT'),
        expected: expect.stringContaining('start it first'),
      },
    ])
  })

  it.each([
    'ws://10.0.0.1:1',
    'wss://127.0.0.1:1',
    'http://127.0.0.1',
    'ws://127.0.0.1.example.org',
    'ws://localhost@a',
  ])('is on this machine: %s is refused', async (address) => {
    expect(await refused(`account: { remote: "${address}" }\n`)).toMatchObject([
      { code: 'wrong-value', field: 'account.remote', expected: expect.stringContaining('on this machine') },
    ])
  })
})
