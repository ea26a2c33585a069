import { expect } from 'vitest'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { type Call, SubmitTransaction } from '../../../src/chain/transactions/events.ts'
import { accountFromUri, accountsReady } from '../../../src/devnet/accounts.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { composeNode } from '../../../src/node/compose.ts'

/** A development chain where //Bob has means as an ed25519 account too. */
export async function startChain() {
  await accountsReady()
  const devnet = await startDevnet(
    { port: 0 },
    { runtime: createRuntime(development([accountFromUri('//Bob', 'ed25519')])) },
  )
  for (let made = 0; made < 3; made += 1) devnet.seal()
  return devnet
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

export type Chain = Awaited<ReturnType<typeof startChain>>

/** A node with this signer, and no duties. */
export async function startLane(devnet: Chain, signer?: Signer) {
  const nonces: number[] = []
  const system = composeNode({
    chain: { endpoints: [devnet.url] },
    ...(signer === undefined ? {} : { signer }),
    actors: {
      agreement: { enabled: false },
      ...(signer === undefined ? {} : { transactions: { config: { eraPeriod: 16, retryAfter: 2 } } }),
      'chain-follower': { config: { backoff: { min: 5, max: 20 } } },
    },
  })
  system.attach({
    emitted({ event }) {
      if (event.type === 'transactions.Sent') nonces.push((event.payload as { nonce: number }).nonce)
    },
  })
  await system.start()
  const lane = () => system.actors().find(({ name }) => name === 'transactions')
  const until = async (condition: () => boolean) => {
    for (let round = 0; round < 500 && !condition(); round += 1) await turns(20)
    expect(condition()).toBe(true)
  }
  return {
    system,
    /** Of what was sent. */
    nonces,
    until,
    ready: () => until(() => !['unready', 'learning'].includes(String(lane()?.state))),
    /** Makes blocks until the call has its outcome. */
    async submit(key: string, call: Call) {
      let over = false
      const outcome = system.ask(SubmitTransaction, { key, call }, { deadline: '60s' })
      void outcome.finally(() => {
        over = true
      })
      for (let made = 0; !over && made < 60; made += 1) {
        await turns(80)
        devnet.seal()
      }
      return outcome
    },
  }
}
