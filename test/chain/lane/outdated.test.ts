import { afterEach, describe, expect, it } from 'vitest'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { remark, startLane } from './stage.ts'

let devnet: Devnet
afterEach(() => devnet.stop())

describe('an extrinsic that was signed for a runtime of the past', () => {
  it('is signed anew at once, not when its era is over', async () => {
    await accountsReady()
    const next = createRuntime({ ...development(), version: { specVersion: 2 } })
    devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()), upgrades: [next] })
    devnet.seal()
    devnet.seal()
    const stage = await startLane({ devnet, config: { eraPeriod: 64 } })
    const outcome = stage.submit('one', remark('one'), { deadline: 1_000 })
    await stage.until(() => stage.sent.length === 1)
    await stage.blockWithoutPool()
    devnet.chain.seal({ upgrade: next })
    const upgraded = devnet.chain.best.number
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    expect(stage.sent).toMatchObject([{ nonce: 0 }, { nonce: 0 }])
    expect(stage.settled[0]!.block! - upgraded).toBeLessThan(16)
  })
})
