/** A farm on the development chain in this process, its nodes, and its own Reeve that manages, proves and bills. */
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { chainFact } from '../../../src/chain/decoder/chain-fact.ts'
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { preset } from '../../../src/devnet/preset.ts'
import { nodeAccount } from '../../../src/devnet/presets-grid.ts'
import { type Call, createRuntime } from '../../../src/devnet/runtime/index.ts'
import { gridAgreementsStorage as agreementItems } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import { smartContractStorage as contractItems } from '../../../src/devnet/runtime/pallets/smart-contract/index.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import { tftPriceStorage as prices } from '../../../src/devnet/runtime/pallets/tft-price/storage.ts'
import { clampedPrice } from '../../../src/grid/billing/amount.ts'
import { DescribeBill, SettleAgreement, ShowLeaf } from '../../../src/grid/billing/events.ts'
import { billingMemory } from '../../../src/grid/billing/ports.ts'
import { openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { billingUnit } from '../../../src/grid/billing/spec.ts'
import { farmMemory } from '../../../src/grid/farm/ports.ts'
import { farmUnit } from '../../../src/grid/farm/spec.ts'
import { GatherUsage, NoteDeployment } from '../../../src/grid/proof/events.ts'
import { proofMemory } from '../../../src/grid/proof/ports.ts'
import { openUsageRecords } from '../../../src/grid/proof/records/records.ts'
import { proofUnit } from '../../../src/grid/proof/spec.ts'
import {
  createMemoryStore,
  defineUnit,
  type PayloadOf,
  type Registration,
  type System,
} from '../../../src/kernel/index.ts'
import { assemble } from '../../../src/node/assemble.ts'
import type { ActorSettings } from '../../../src/node/compose.ts'
import { createNode, hashOfDeployment } from './nodes.ts'

export const DAY = 86_400
export const FARM = 1
/** Twins: 1 the farmer (Alice), 2 and 3 users (Bob, Charlie), those of nodes from 7 on. */
const FIRST_NODE_TWIN = 7

export const QUICK: Record<string, ActorSettings> = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 60_000 } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
}
/** What the chain says of a bill under a service contract. */
const ServiceBilled = chainFact(
  'test.ServiceBilled',
  { pallet: 'SmartContractModule', event: 'ServiceContractBilled' },
  {
    bill: z.object({ variableAmount: z.coerce.bigint(), window: z.coerce.bigint(), metadata: z.string() }),
    amount: z.coerce.bigint(),
  },
)
export type ServiceBilled = PayloadOf<typeof ServiceBilled>
const watcher = defineUnit({
  name: 'watcher',
  consumes: [ServiceBilled],
  handlers: { [ServiceBilled.type]: () => {} },
})

const COUNTED = { cru: 0, sru: 0, hru: 0, mru: 0, ipv4u: 0 }

export interface FarmSetting {
  readonly nodes?: number
  readonly mode?: 'agreements' | 'contracts'
  readonly proof?: object
  readonly billing?: object
}

export async function startFarmOnDevnet({
  nodes: count = 2,
  mode = 'agreements',
  proof = {},
  billing = {},
}: FarmSetting = {}) {
  await accountsReady()
  const runtime = createRuntime(preset('grid', { nodes: count }).runtime)
  const errors: unknown[] = []
  let now = 100 * DAY * 1_000
  const clock = { now: () => now, setTimeout: () => 0 as never, clearTimeout: () => {} }
  const devnet = await startDevnet(
    { port: 0, keepStates: 10_000 },
    { runtime, clock, onError: (error) => errors.push(error) },
  )
  const { chain } = devnet
  const [alice, bob, charlie] = (['Alice', 'Bob', 'Charlie'] as const).map((name) => devAccount(name)) as [
    DevAccount,
    DevAccount,
    DevAccount,
  ]
  const genesis = fromHex(chain.genesis.hash.slice(2))
  const signer = createSigner(runtime, genesis)
  const nodes = Array.from({ length: count }, (_, i) => createNode(nodeAccount(i + 1), i + 1))
  const facts: Array<{ type: string; payload: Record<string, unknown> }> = []
  const usageRecords = openUsageRecords(':memory:')
  const billRecords = openBillRecords(':memory:')
  const kept = { cursors: createMemoryCursor(), store: createMemoryStore(), journal: createSqliteJournal(':memory:') }
  let told = 0
  let system: System
  let handle: ReturnType<System['register']>

  const messages = {
    async ask(twinId: number, command: string, payload: unknown, { signal }: { signal: AbortSignal }) {
      const node = nodes[twinId - FIRST_NODE_TWIN]
      if (!node?.isAwake) {
        const { promise, reject } = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => reject(new Error('no answer')))
        return promise
      }
      if (command === 'zos.gpu.list') return []
      if (command === 'zos.statistics.get') return { total: COUNTED, used: COUNTED, system: COUNTED }
      return node.answer(genesis, (payload as { period: number }).period)
    },
  }

  function seal(): void {
    now += 6_000
    devnet.seal()
  }
  /** In a block of its own. */
  function send(who: DevAccount, call: Call): void {
    const { nonce } = systemStorage.Account.get(chain.state(chain.best.hash), who.account)
    chain.pool.submit(signer.sign(who, call, { nonce }))
    seal()
  }

  async function start(): Promise<void> {
    const periods = { farmId: FARM, mode, lookEvery: 1 }
    const backoff = { min: 5, max: 50 }
    const signer = await createLocalSigner('//Alice')
    const units = [
      { unit: watcher, ports: {}, config: {} },
      {
        unit: farmUnit,
        ports: { messages, ...farmMemory() },
        config: { farmId: FARM, pollEvery: 0.001, answerWithin: 0.1 },
      },
      {
        unit: proofUnit,
        ports: { messages, records: usageRecords, memory: proofMemory() },
        config: { ...periods, answerWithin: 0.1, backoff: { min: 60_000, max: 60_000 }, ...proof },
      },
      {
        unit: billingUnit,
        ports: { records: billRecords, memory: billingMemory(), signer },
        config: { ...periods, backoff, ...billing },
      },
    ] as Registration[]
    system = assemble({ chain: { endpoints: [devnet.url] }, signer, actors: QUICK }, { seed: 1, data: kept }, units)
    handle = system.register(
      defineUnit({
        name: 'asker',
        asks: [DescribeBill, SettleAgreement, ShowLeaf, GatherUsage, NoteDeployment],
        category: 'submit',
      }),
    )
    system.attach({
      emitted: ({ event, ask }) => {
        if (ask === 0) facts.push(event as (typeof facts)[number])
        if (event.type === BlockFinalized.type) told = (event.payload as { number: number }).number
      },
    })
    await system.start()
  }

  onTestFinished(async () => {
    await stop('test over')
    await devnet.stop()
    usageRecords.close()
    billRecords.close()
    if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
  })

  /** Blocks go on: what was asked of the chain is waited for. */
  async function stop(reason: string): Promise<void> {
    let isOver = false
    const ending = system?.stop(reason).then(() => {
      isOver = true
    })
    while (ending !== undefined && !isOver) {
      seal()
      await turns(20)
    }
  }
  const turns = async (many: number) => {
    for (let turn = 0; turn < many; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  async function blocksUntil(condition: () => boolean, what: string, blocks = 300): Promise<void> {
    for (let made = 0; !condition(); made += 1) {
      if (made === blocks) throw new Error(`${what}: not so after ${blocks} blocks`)
      seal()
      for (let turn = 0; told < chain.finalized.number && turn < 20_000; turn += 1) await turns(1)
      await turns(80)
    }
  }
  const state = () => chain.state(chain.best.hash)
  const toldOf = (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload)

  return {
    alice,
    bob,
    charlie,
    nodes,
    genesis,
    messages,
    url: devnet.url,
    send,
    seal,
    blocksUntil,
    start,
    stop: () => stop('switched off'),
    usageRecords,
    billRecords,
    /** As if it had been switched off and on again. */
    async restart(): Promise<void> {
      await stop('restart')
      await start()
    },
    told: toldOf,
    serviceBills: () => toldOf(ServiceBilled.type) as unknown as ServiceBilled[],
    /** Thousandths of a USD. */
    tokenPrice: (): number =>
      clampedPrice({
        average: prices.AverageTftPrice.get(state()),
        min: prices.MinTftPrice.get(state()),
        max: prices.MaxTftPrice.get(state()),
      }),
    biller: () => agreementItems.Billers.get(state(), FARM)!,
    agreement: (id: bigint) => agreementItems.Agreements.get(state(), id),
    service: (id: bigint) => contractItems.ServiceContracts.get(state(), id),
    contract: (id: bigint) => contractItems.Contracts.get(state(), id),
    free: (who: DevAccount): bigint => systemStorage.Account.get(state(), who.account).data.free,
    seconds: () => Math.floor(now / 1_000),
    period: (length = DAY) => Math.floor(now / 1_000 / length),
    /** Time passes without blocks, up to the beginning of this period. */
    passTo(period: number, length = DAY): void {
      now = Math.max(now, period * length * 1_000)
      seal()
    },
    ask: () => handle,
    note: (agreement: bigint, ...deployments: readonly bigint[]) =>
      Promise.all(
        deployments.map((deployment) =>
          handle.ask(NoteDeployment, { agreement, deployment, hash: hashOfDeployment(deployment) }),
        ),
      ),
    describe: async (agreement: bigint, period: number) => handle.ask(DescribeBill, { agreement, period }),
  }
}

export type FarmOnDevnet = Awaited<ReturnType<typeof startFarmOnDevnet>>
