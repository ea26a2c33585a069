import { Keyring } from '#polkadot'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'

/** A development chain that makes a block every few milliseconds, and the key of an account with means on it. */
export async function startLiveChain() {
  await accountsReady()
  const errors: unknown[] = []
  const devnet = await startDevnet(
    { port: 0, blockTime: 100 },
    { runtime: createRuntime(development()), onError: (error) => errors.push(error) },
  )
  const alice = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri('//Alice')
  const bob = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri('//Bob')
  return { devnet, alice, bob, errors }
}
