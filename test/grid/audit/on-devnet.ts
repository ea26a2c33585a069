/** Farms on the development chain in this process, a biller and nodes that answer as the test says, and an auditor's node. */
import { onTestFinished } from 'vitest'
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
import { gridAgreementsStorage as items } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import { receiptBytes } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { ShowReceipt } from '../../../src/grid/audit/events.ts'
import { auditMemory } from '../../../src/grid/audit/ports.ts'
import { auditUnit } from '../../../src/grid/audit/spec.ts'
import type { BillLeaf as Leaf } from '../../../src/grid/evidence/leaf.ts'
import { userReceiptBytes } from '../../../src/grid/evidence/user-receipt.ts'
import { createMemoryStore, defineUnit, type Registration } from '../../../src/kernel/index.ts'
import { assemble } from '../../../src/node/assemble.ts'
import type { ActorSettings } from '../../../src/node/compose.ts'
import { agreements, tfgrid } from '../../devnet/calls.ts'
import { type Behaviour, type Billing, COST, createBilling, RATES, signatureOf } from './billing.ts'

const DAY = 86_400
export const MAX = 10n * COST
const BOND = 10n ** 12n
const FARM = 1
/** Twins: 1 the farmer (Alice), 2 and 3 users (Bob, Charlie), 4 the auditor (Dave), 7 and 8 the nodes. */
const FARMER_TWIN = 1
const FIRST_NODE_TWIN = 7

const QUICK: Record<string, ActorSettings> = {
  'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 60_000 } },
  transactions: { config: { eraPeriod: 16, retryAfter: 5 } },
}

/** @param terms of Bob's agreement, where they are others */
export async function startAudited(terms: { deposit?: bigint } = {}) {
  await accountsReady()
  const runtime = createRuntime(preset('grid', { nodes: 2 }).runtime)
  const errors: unknown[] = []
  let now = 0
  const clock = { now: () => now, setTimeout: () => 0 as never, clearTimeout: () => {} }
  const devnet = await startDevnet(
    { port: 0, keepStates: 10_000 },
    { runtime, clock, onError: (error) => errors.push(error) },
  )
  const { chain } = devnet
  const [alice, bob, charlie, dave] = (['Alice', 'Bob', 'Charlie', 'Dave'] as const).map((name) =>
    devAccount(name),
  ) as [DevAccount, DevAccount, DevAccount, DevAccount]
  const nodes = { 1: nodeAccount(1), 2: nodeAccount(2) }
  const genesis = fromHex(chain.genesis.hash.slice(2))
  const signer = createSigner(runtime, genesis)
  const nonces = new Map<string, number>()
  const facts: Array<{ type: string; payload: Record<string, unknown> }> = []
  const silentTwins = new Set<number>()
  const receipts = new Map<string, { readonly who: DevAccount; readonly amount: bigint }>()
  const asked: Array<{ twinId: number; command: string }> = []
  let billing: Billing | undefined
  let forge = (reply: unknown): unknown => reply
  let told = 0

  const messages = {
    async ask(twinId: number, command: string, payload: unknown, { signal }: { signal: AbortSignal }) {
      asked.push({ twinId, command })
      if (silentTwins.has(twinId)) {
        const { promise, reject } = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => reject(new Error('no answer')))
        return promise
      }
      if (command === 'bill.leaf' && twinId === FARMER_TWIN) return forge(billing!.leaf(payload as { at: string }))
      if (command === 'receipt.get') return receiptFor(payload as { agreement: string; period: number })
      const node = twinId - FIRST_NODE_TWIN + 1
      return forge(billing!.usage(node))
    },
  }

  function receiptFor({ agreement, period }: { agreement: string; period: number }) {
    const given = receipts.get(agreement)
    const bill = biller().bills.find((each) => each.period === period)
    if (given === undefined || bill === undefined) throw new Error('no receipt')
    const root = `0x${Buffer.from(bill.root).toString('hex')}`
    const named = { agreement: BigInt(agreement), period, root, amount: given.amount }
    const bytes = userReceiptBytes({ genesis: `0x${Buffer.from(genesis).toString('hex')}`, ...named })
    return { root, amount: String(given.amount), signature: signatureOf(given.who, bytes) }
  }

  function submit(who: DevAccount, call: Call): void {
    const nonce = nonces.get(who.uri) ?? 0
    nonces.set(who.uri, nonce + 1)
    chain.pool.submit(signer.sign(who, call, { nonce }))
  }
  function seal(): void {
    now += 6_000
    devnet.seal()
  }
  const biller = () => items.Billers.get(chain.state(chain.best.hash), FARM)!

  submit(alice, agreements('offer', { farm_id: FARM, terms: { rates: RATES, notice: 2 } }))
  submit(alice, agreements('bond', { farm_id: FARM, amount: BOND }))
  seal()
  for (const who of [bob, charlie])
    submit(
      who,
      agreements('agree', {
        farm_id: FARM,
        terms: { rates: RATES, notice: 2 },
        max_per_period: MAX,
        deposit: (who === bob ? terms.deposit : undefined) ?? 20n * MAX,
      }),
    )
  seal()

  const asker = defineUnit({ name: 'asker', asks: [ShowReceipt], category: 'submit' })
  const unit = {
    unit: auditUnit,
    ports: { messages, ...auditMemory() },
    config: { answerWithin: 0.05, askAgainAfter: 0.001, backoff: { min: 5, max: 50 } },
  } as Registration
  const system = assemble(
    { chain: { endpoints: [devnet.url] }, signer: await createLocalSigner('//Dave'), actors: QUICK },
    {
      seed: 1,
      data: { cursors: createMemoryCursor(), store: createMemoryStore(), journal: createSqliteJournal(':memory:') },
    },
    [unit],
  )
  const handle = system.register(asker)
  system.attach({
    emitted: ({ event, ask }) => {
      if (ask === 0) facts.push(event as (typeof facts)[number])
      if (event.type === BlockFinalized.type) told = (event.payload as { number: number }).number
    },
  })
  onTestFinished(async () => {
    devnet.produce(20)
    await system.stop('test over')
    await devnet.stop()
    if (errors.length > 0) throw new AggregateError(errors, 'the development chain met errors')
  })

  async function blocksUntil(condition: () => boolean, what: string, blocks = 300): Promise<void> {
    for (let made = 0; !condition(); made += 1) {
      if (made === blocks) throw new Error(`${what}: not so after ${blocks} blocks`)
      seal()
      for (let turn = 0; told < chain.finalized.number && turn < 20_000; turn += 1)
        await new Promise((resolve) => setImmediate(resolve))
      for (let turn = 0; turn < 80; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const audits = () => facts.filter(({ type }) => type === 'grid.BillAudited').map(({ payload }) => payload)

  return {
    alice,
    bob,
    charlie,
    dave,
    genesis,
    asked,
    startAuditor: () => system.start(),
    /** What comes of each answer on its way. */
    forgeBy(next: typeof forge): void {
      forge = next
    },
    silentTwins,
    /** What the farm shows as signed for by a user, by agreement. */
    receipts,
    biller,
    blocksUntil,
    seal,
    submit,
    FARMER_TWIN,
    FIRST_NODE_TWIN,
    audits,
    told: (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload),
    /** The day passes that is billed next, and its farm makes a bill of it. @returns the period */
    async bill(leaves: readonly Leaf[], behaviour: Partial<Behaviour> = {}): Promise<number> {
      const period = Math.floor(now / 1_000 / DAY)
      now = (period + 1) * DAY * 1_000
      seal()
      billing = createBilling(leaves, { genesis, period, nodes, ...behaviour })
      for (const node of behaviour.proving ?? []) {
        submit(nodes[node as 1 | 2], agreements('prove', { period, root: billing.usageRoot(node) }))
        seal()
      }
      const { root, total } = billing
      submit(alice, agreements('bill', { farm_id: FARM, period, total, root }))
      seal()
      if (!biller().bills.some((bill) => bill.period === period)) throw new Error('the chain did not take the bill')
      return period
    },
    /** A node says for how long it has been up. */
    reportUptime(node: 1 | 2, uptime: bigint): void {
      submit(nodes[node], tfgrid('report_uptime', { uptime }))
      seal()
    },
    /** Stands for its bills again. */
    bond: () => submit(alice, agreements('bond', { farm_id: FARM, amount: BOND })),
    /** Until the bill of a period has been audited to the end. */
    async verdictOf(period: number) {
      await blocksUntil(() => audits().some((each) => each['period'] === period), `bill ${period} audited`)
      return audits().filter((each) => each['period'] === period)
    },
    /** The time passes in which the bills may be disputed, and they are paid. */
    pay(): void {
      now += DAY * 1_000
      seal()
      submit(bob, agreements('settle', { farm_id: FARM }))
      seal()
    },
    receipt(period: number, root: Uint8Array, total: bigint, who: DevAccount = alice) {
      const signed = receiptBytes({ genesis, farm: FARM, period, root, total })
      return handle.ask(ShowReceipt, {
        farmId: FARM,
        period,
        root: `0x${Buffer.from(root).toString('hex')}`,
        total,
        signature: signatureOf(who, signed),
      })
    },
    BOND,
  }
}

export type Audited = Awaited<ReturnType<typeof startAudited>>
