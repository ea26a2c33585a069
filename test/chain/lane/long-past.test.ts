import { afterEach, describe, expect, it } from 'vitest'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { remark, startLane } from './stage.ts'

let devnet: Devnet
afterEach(() => devnet.stop())

describe('a node that was away for longer than anybody keeps states', () => {
  it('still finds that what it had signed has not landed, and goes on', async () => {
    await accountsReady()
    devnet = await startDevnet({ port: 0, keepStates: 4 }, { runtime: createRuntime(development()) })
    for (let made = 0; made < 100; made += 1) devnet.seal()
    const journal = createSqliteJournal(':memory:')
    const wish = { call: remark('old'), priority: 'normal', deadline: undefined, batch: undefined } as const
    journal.begin({ key: 'old', ...wish })
    const hash = `0x${'12'.repeat(32)}`
    journal.signed({ hex: '0x00', hash, nonce: 0, birth: 3, death: 67, tip: 0n, specVersion: 1 }, ['old'])
    const stage = await startLane({ devnet, journal })
    expect(await stage.withBlocks(stage.submit('new', remark('new')))).toMatchObject({ ok: true })
    expect(stage.settled.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['old', 'expired'],
      ['new', 'success'],
    ])
  })
})
