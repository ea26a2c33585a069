import { expect, it, onTestFinished, vi } from 'vitest'
import { openSession } from '../../src/chain/connection/session.ts'
import { createRuntimes } from '../../src/chain/runtime/runtimes.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { createSystemClock } from '../../src/kernel/index.ts'

it('learns a runtime and leaves no timer behind that asks for more', async () => {
  await accountsReady()
  const devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()) })
  onTestFinished(() => devnet.stop())
  const session = await openSession(devnet.url, createSystemClock())
  onTestFinished(() => session.close('test over'))
  const every = vi.spyOn(globalThis, 'setInterval')
  const runtime = await createRuntimes((method, params) => session.request(method, params)).at(
    devnet.chain.genesis.hash,
  )
  expect(runtime.specVersion).toBeGreaterThan(0)
  expect(every).not.toHaveBeenCalled()
})
