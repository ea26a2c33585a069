import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type Session } from '../../src/chain/connection/session.ts'
import { ChainError } from '../../src/chain/errors.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { composeNode } from '../../src/node/compose.ts'

const running: Array<() => Promise<unknown>> = []

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

/** A node whose endpoints are one real one under many names; those in `behind` are as they say instead. */
async function nodeOn(endpoints: readonly string[], behind: Readonly<Record<string, 'dead' | 'foreign'>>) {
  await accountsReady()
  const { url, stop } = await startDevnet({ port: 0, blockTime: 20 }, { runtime: createRuntime(development()) })
  running.push(stop)
  const opened: string[] = []
  const sessions: Session[] = []
  let caughtUp = 0
  const system = composeNode(
    {
      chain: { endpoints },
      actors: { 'chain-follower': { config: { backoff: { min: 1, max: 2 } } } },
    },
    {
      async openSession(endpoint, clock) {
        opened.push(endpoint)
        if (behind[endpoint] === 'dead')
          throw new ChainError({ code: 'connection-failed', endpoint, reason: 'dead' }, 'dead')
        const session = { ...(await openSession(url, clock)), endpoint }
        sessions.push(session)
        if (behind[endpoint] !== 'foreign') return session
        const request: Session['request'] = async (method, params) =>
          method === 'chain_getBlockHash' ? `0x${'77'.repeat(32)}` : session.request(method, params)
        return { ...session, request }
      },
    },
  )
  system.attach({
    emitted({ event: { type } }) {
      if (type === 'chain.CaughtUp') caughtUp += 1
    },
  })
  running.push(() => system.stop('test over'))
  await system.start()
  const follows = async (times: number) => {
    while (caughtUp < times) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { opened, follows, cut: () => sessions.at(-1)!.close('cut') }
}

describe('a node with several endpoints', () => {
  it('tries the one that failed least, and longest ago, rather than one that is known to be dead', async () => {
    const { opened, follows, cut } = await nodeOn(['ws://a', 'ws://dead', 'ws://c'], { 'ws://dead': 'dead' })
    await follows(1)
    for (let times = 2; times < 8; times += 1) {
      cut()
      await follows(times)
    }
    // Tried again once, and found to be no better.
    expect(opened.slice(0, 6)).toEqual(['ws://a', 'ws://dead', 'ws://c', 'ws://a', 'ws://dead', 'ws://c'])
    expect(opened.slice(6)).toEqual(['ws://a', 'ws://c', 'ws://a'])
  })

  it('comes back to one on another chain only where all others have gone', async () => {
    const given = ['ws://a', 'ws://foreign']
    const { opened, follows, cut } = await nodeOn(given, { 'ws://foreign': 'foreign' })
    await follows(1)
    for (let times = 2; times < 6; times += 1) {
      cut()
      await follows(times)
    }
    expect(opened.slice(0, 3)).toEqual(['ws://a', 'ws://foreign', 'ws://a'])
    expect(opened.slice(3)).toEqual(['ws://a', 'ws://a', 'ws://a'])
  })
})
