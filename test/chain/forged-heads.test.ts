import { afterEach, describe, expect, it } from 'vitest'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { openingWithLies } from './lying-endpoint.ts'

const running: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

const turns = async () => {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !condition(); round += 1) await turns()
  expect(condition()).toBe(true)
}

describe('a node whose endpoint makes up headers of best blocks', () => {
  it('leaves it for the next, and knows what is best from there', async () => {
    await accountsReady()
    const { chain, url, stop } = await startDevnet({ port: 0 }, { runtime: createRuntime(development()) })
    running.push(stop)
    for (let made = 0; made < 3; made += 1) chain.seal()
    chain.finality = { mode: 'manual' }
    const final = chain.finalized.number
    const open = openingWithLies(url, 'ws://liar', (method, [hash], truth) => {
      const isBest = (chain.find(String(hash))?.number ?? 0) > final
      return method === 'chain_getHeader' && isBest
        ? { ...(truth as object), stateRoot: `0x${'66'.repeat(32)}` }
        : undefined
    })
    const facts: Array<{ type: string; payload: unknown }> = []
    const system = composeNode(
      {
        chain: { endpoints: ['ws://liar', 'ws://honest'] },
        actors: { 'chain-follower': { config: { backoff: { min: 1, max: 2 } } } },
      },
      { openSession: open },
    )
    system.attach({ emitted: ({ event: { type, payload } }) => void facts.push({ type, payload }) })
    running.push(() => system.stop('test over'))
    await system.start()
    const of = (type: string, among = facts) =>
      among.filter((each) => each.type === type).map(({ payload }) => payload as never)
    const bests = (among = facts) =>
      of('chain.HeadsMoved', among).map(({ best }: { best: { number: number; hash: string } }) => best)
    await until(() => of('chain.CaughtUp').length > 0)

    const trunk = chain.seal()
    await until(() => bests().at(-1)?.hash === trunk.hash)
    // A branch takes over: how it follows is asked for.
    const branch = chain.seal({ parent: trunk.parentHash })
    const best = chain.seal({ parent: branch.hash })
    await until(() => of('chain.ConnectionLost').length > 0)
    expect(of('chain.HeaderForged')).toMatchObject([
      { endpoint: 'ws://liar', number: branch.number, hash: branch.hash },
    ])
    const before = facts.slice(
      0,
      facts.findLastIndex(({ type }) => type === 'chain.ConnectionLost'),
    )
    expect(bests(before).at(-1)?.hash).toBe(trunk.hash)

    await until(() => of('chain.Connected').length > 1)
    expect(open.opened).toEqual(['ws://liar', 'ws://honest'])
    await until(() => of('chain.CaughtUp').length > 1)
    const next = chain.seal()
    expect(next.parentHash).toBe(best.hash)
    await until(() => bests().at(-1)?.hash === next.hash)
    expect(of('chain.Reorganized')).toMatchObject([{ depth: 1, retracted: [{ hash: trunk.hash }] }])
    expect(of('chain.HeaderForged')).toHaveLength(1)
  })
})
