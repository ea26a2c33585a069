import { afterEach, expect } from 'vitest'
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { type Call, SubmitTransaction } from '../../../src/chain/transactions/events.ts'
import type { Journal } from '../../../src/chain/transactions/journal/journal.ts'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime, type DevnetRuntime } from '../../../src/devnet/runtime/index.ts'
import type { PayloadOf, System } from '../../../src/kernel/index.ts'
import { composeNode } from '../../../src/node/compose.ts'
import { type Lie, openingWithLies } from '../lying-endpoint.ts'

export interface LaneStage {
  readonly devnet: Devnet
  readonly runtime: DevnetRuntime
  readonly system: System
  /** Payloads of the lane's facts, in order. */
  readonly sent: Array<{ key: string; keys: string[]; hash: string; nonce: number; tip: bigint }>
  readonly settled: Array<{ key: string; outcome: string; error?: string; block?: number }>
  readonly facts: Array<{ type: string; payload: unknown }>
  submit(key: string, call: Call, more?: Partial<PayloadOf<typeof SubmitTransaction>>): ReturnType<System['ask']>
  /** Makes blocks until it has its outcome. */
  withBlocks<Value>(outcomes: Promise<Value>): Promise<Value>
  block(): Promise<void>
  /** Makes a block after the pool has lost all that it held. */
  blockWithoutPool(): Promise<void>
  until(condition: () => boolean): Promise<void>
}

const running: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !condition(); round += 1) await turns(20)
  expect(condition()).toBe(true)
}

interface StageOptions {
  readonly config?: Record<string, unknown>
  readonly signer?: Signer
  readonly journal?: Journal
  readonly devnet?: Devnet
  /** Of the reader. */
  readonly reader?: Record<string, unknown>
  /** What the endpoint says in place of what it should. */
  readonly lie?: Lie
}

export const remark = (text: string): Call => ({
  pallet: 'System',
  name: 'remark_with_event',
  args: [`0x${Buffer.from(text).toString('hex')}`],
})

/** A development chain that makes blocks when told to, and a node on it that does nothing but what it is asked. */
export async function startLane({
  config = {},
  signer,
  journal,
  devnet: given,
  reader = {},
  lie = () => undefined,
}: StageOptions = {}): Promise<LaneStage> {
  await accountsReady()
  const runtime = createRuntime(development())
  const devnet = given ?? (await startDevnet({ port: 0 }, { runtime }))
  if (given === undefined) {
    running.push(() => devnet.stop())
    devnet.seal()
    devnet.seal()
  }
  const facts: LaneStage['facts'] = []
  const system = composeNode(
    {
      chain: { endpoints: [devnet.url] },
      signer: signer ?? (await createLocalSigner('//Bob')),
      actors: {
        agreement: { enabled: false },
        transactions: {
          config: { eraPeriod: 8, retryAfter: 2, resendAfter: 100, contested: { min: 2, max: 20 }, ...config },
        },
        'chain-follower': { config: { backoff: { min: 5, max: 20 } } },
        'chain-reader': { config: reader },
      },
    },
    {
      openSession: openingWithLies(devnet.url, devnet.url, lie),
      ...(journal === undefined ? {} : { data: { journal, cursors: createMemoryCursor(), store: undefined as never } }),
    },
  )
  system.attach({ emitted: ({ event: { type, payload } }) => void facts.push({ type, payload }) })
  const of = (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload) as never
  running.push(async () => {
    // What is under way has its outcome first, and for that there must be blocks.
    let over = false
    const ended = system.stop('test over').finally(() => {
      over = true
    })
    for (let made = 0; !over && made < 200; made += 1) {
      await turns(40)
      devnet.seal()
    }
    await ended
  })
  await system.start()
  const state = () => system.actors().find(({ name }) => name === 'transactions')!.state
  await until(() => state() !== 'unready' && state() !== 'recovering')
  await turns(60)

  const block = async () => {
    await turns(80)
    devnet.seal()
  }
  return {
    devnet,
    runtime,
    system,
    facts,
    get sent() {
      return of('transactions.Sent') as LaneStage['sent']
    },
    get settled() {
      return of('transactions.Settled') as LaneStage['settled']
    },
    submit: (key, call, more = {}) => system.ask(SubmitTransaction, { key, call, ...more }, { deadline: '60s' }),
    async withBlocks(outcomes) {
      let over = false
      void outcomes.finally(() => {
        over = true
      })
      for (let made = 0; !over && made < 80; made += 1) await block()
      return outcomes
    },
    block,
    async blockWithoutPool() {
      await turns(120)
      devnet.chain.pool.clear()
      devnet.seal()
    },
    until,
  }
}
