/**
 * What the bots take from their environment file and flags (3.3, 3.4): NETWORK, MNEMONIC_OR_SEED and KEY_TYPE. Reeve has a config
 * file, flags and variables for the same values; where it chose otherwise, the test says what and why.
 */
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/node/config/load.ts'
import { ConfigError } from '../../../src/node/config/problem.ts'
import { prepareNode } from '../../../src/node/prepare.ts'
import { useFolder } from '../../folder.ts'

const PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'

const folder = useFolder()

const load = async (env: Record<string, string>, text = '{}\n') => {
  await folder.put('reeve.yaml', text)
  return loadConfig({ file: 'reeve.yaml' }, { env, cwd: folder.path })
}
/** The signer of a secret in a file. */
const signerOf = async (secret: string, more = '') => {
  await folder.put('secret', secret, 0o600)
  return (await prepareNode(await load({}, `account:\n  keyfile: ./secret\n${more}`))).signer
}
/** All that is said against it, in one text. */
const complaint = async (work: () => Promise<unknown>): Promise<string> => {
  const said = (problems: ConfigError['problems']) =>
    problems.map(({ field, message, expected }) => `${field}: ${message}; ${expected}`).join('\n')
  try {
    const done = (await work()) as { problems?: ConfigError['problems'] } | undefined
    return said(done?.problems ?? [])
  } catch (error) {
    if (error instanceof ConfigError) return said(error.problems)
    throw error
  }
}

describe('3.10 #95 the environment', () => {
  it.each(['invalid', 'qenet', 'main'])('network "%s": an error that says what a chain is named by', async (name) => {
    // A name stands for endpoints that others may move or take over; Reeve is told where its chain is.
    expect(await complaint(() => load({ REEVE_CHAIN: name }))).toMatch(/^chain\.endpoints.*ws:\/\//)
  })

  it('an empty network says nothing: the chain is the one of this machine, where in G it is the main network', async () => {
    // Nobody gets at a chain with money on it by leaving something out.
    const { config, problems } = await load({ REEVE_CHAIN: '' })
    expect([config.chain.endpoints, problems]).toEqual([['ws://127.0.0.1:2222'], []])
  })

  it('an unknown key: an error in the file, as in G; a warning in the environment, which is not of this program alone', async () => {
    expect(await complaint(() => load({}, 'network: dev\n'))).toContain('there is no such key')
    const { warnings, problems } = await load({ REEVE_NETWORK: 'dev', NETWORK: 'dev' })
    expect(problems).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('REEVE_NETWORK means nothing here')])
  })

  it('an empty secret: an error', async () => {
    expect(await complaint(() => signerOf('\n'))).toContain('is empty; a mnemonic, a seed or a secret URI')
  })

  it('the secret "//alice": taken, for it is how accounts for development are named, and used on development chains alone', async () => {
    const signer = await signerOf('//alice')
    const chain = { endpoint: 'ws://127.0.0.1:1', genesisHash: `0x${'11'.repeat(32)}` }
    expect(() => signer!.admit?.({ ...chain, chainType: 'Live' })).toThrow('whose secret everybody knows')
    expect(() => signer!.admit?.({ ...chain, chainType: 'Development' })).not.toThrow()
  })

  it('what is neither a phrase nor a seed: an error that does not repeat it', async () => {
    const text = await complaint(() => signerOf('alice in chains'))
    expect(text).toContain('does not hold a secret that can be used')
    expect(text).not.toContain('chains')
  })

  it('the type of key: sr25519 unless another is said', async () => {
    const [plain, sr, ed] = [
      await signerOf(PHRASE),
      await signerOf(PHRASE, '  type: sr25519\n'),
      await signerOf(PHRASE, '  type: ed25519\n'),
    ]
    expect(plain!.account).toBe(sr!.account)
    expect(plain!.account).not.toBe(ed!.account)
    expect(await complaint(() => signerOf(PHRASE, '  type: rsa\n'))).toContain('account.type')
  })
})
