/** A farm, its node, a relay and a user, each a composed node, on the development chain in this process; days pass when the test says. */
import { onTestFinished } from 'vitest'
import { createMemoryCursor } from '../../../src/chain/follower/cursor-store.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Signer } from '../../../src/chain/signing/signer.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { preset } from '../../../src/devnet/preset.ts'
import { type Call, createRuntime } from '../../../src/devnet/runtime/index.ts'
import { gridAgreementsStorage as items } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import { challengeHash } from '../../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../../src/grid/agent/deployments/deployment.ts'
import { type BillRecords, openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { createEndpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import { overRelay } from '../../../src/grid/messages/relay/over-relay.ts'
import { createMemoryStore, createSystemClock, type System } from '../../../src/kernel/index.ts'
import { composeNode, type NodeSettings } from '../../../src/node/compose.ts'
import { composeGridNode } from '../../../src/node/grid/node.ts'
import { composeRelay } from '../../../src/node/grid/relay.ts'
import { agreements, smartContract } from '../../devnet/calls.ts'
import { MAX, TERMS } from '../billing/agreed.ts'
import { until } from '../live-farm.ts'
import { SILENT } from '../messages/grid.ts'

export const DAY = 86_400
export const FARM = 1
/** Twins: 1 the farmer (Alice), 2 the user (Bob), 7 the node. */
const ALICE = 1
const BOB = 2
const NODE_TWIN = 7
const GIB = 2 ** 30
const BACKOFF = { min: 20, max: 200 }

const QUICK = { 'chain-follower': { config: { backoff: { min: 5, max: 20 }, stallAfter: 600_000 } } }
const FARMING = {
  ...QUICK,
  farm: { config: { pollEvery: 0.01, answerWithin: 2, minimumOn: 0 } },
  power: { enabled: false },
  proof: { config: { lookEvery: 1, backoff: BACKOFF } },
  'grid-messages': { config: { retry: 0.1 } },
  billing: { config: { lookEvery: 1, backoff: BACKOFF } },
}

type Fact = { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }

export async function startComposed() {
  await accountsReady()
  const runtime = createRuntime(preset('grid', { nodes: 1 }).runtime)
  const system = createSystemClock()
  let ahead = 0
  const clock = { ...system, now: () => system.now() + ahead }
  const devnet = await startDevnet({ port: 0, blockTime: 50 }, { runtime, clock })
  const { chain } = devnet
  const state = () => chain.state(chain.best.hash)
  const submitter = createSigner(runtime, Buffer.from(chain.genesis.hash.slice(2), 'hex'))
  const systems: System[] = []
  const facts: Fact[] = []
  const told = (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload)

  async function begin(node: System): Promise<System> {
    systems.push(node)
    node.attach({ emitted: ({ event, ask }) => void (ask === 0 && facts.push(event as Fact)) })
    await node.start()
    return node
  }
  onTestFinished(async () => {
    for (const node of systems.reverse()) await node.stop('test over')
    await devnet.stop()
  })

  await begin(composeRelay({ chain: [devnet.url], host: '127.0.0.1', port: 0 }, { clock }))
  await until(() => told('grid.RelayListening').length > 0)
  const relay = String(told('grid.RelayListening')[0]!['url'])
  const { signer, ...node } = {
    signer: await createLocalSigner('//Node//1', 'ed25519'),
    connect: overRelay(relay, clock),
    version: '1.2.3',
  }
  await begin(composeGridNode({ chain: [devnet.url], config: { retry: 0.1 } }, { signer, ...node }, { clock }))

  const bills = openBillRecords(':memory:')
  const grid = { relay, strategy: 'best-fit', bills: 'none', audit: false, receipts: false } as const
  const settings = (more: Omit<NodeSettings, 'chain'>): NodeSettings => ({
    chain: { endpoints: [devnet.url] },
    actors: QUICK,
    ...more,
  })

  /** In a block, and final. */
  async function send(who: DevAccount, call: Call): Promise<void> {
    const { nonce } = systemStorage.Account.get(state(), who.account)
    chain.pool.submit(submitter.sign(who, call, { nonce }))
    await until(() => systemStorage.Account.get(chain.state(chain.finalized.hash), who.account).nonce > nonce)
  }
  const [alice, bob] = [devAccount('Alice'), devAccount('Bob')]

  return {
    chain,
    bob,
    told,
    bills,
    until,
    genesis: chain.genesis.hash,
    /** As an endpoint gives it. */
    metadata: () => `0x${Buffer.from(runtime.metadata(14)).toString('hex')}`,
    period: () => Math.floor(clock.now() / 1_000 / DAY),
    openBills: () => items.Billers.get(state(), FARM)?.bills ?? [],
    passDay(): void {
      ahead += DAY * 1_000
    },
    /** The farmer's node. @param records where its bills are, if a test has an eye on them */
    async farm(records: BillRecords = bills): Promise<void> {
      const farmer = await createLocalSigner('//Alice')
      const ofFarm = { ...grid, bills: 'agreements', settings: { farm: { farmId: FARM } } } as const
      await begin(
        composeNode(settings({ signer: farmer, grid: ofFarm, actors: FARMING }), {
          clock,
          data: { ...memory(), bills: records },
        }),
      )
    },
    /** The user's, which signs receipts. @param signer where Bob's key is, if not in this process */
    async user(signer?: Signer): Promise<System> {
      const actors = {
        ...QUICK,
        receipts: { config: { lookEvery: 1, backoff: BACKOFF } },
        'grid-messages': { config: { retry: 0.1 } },
      }
      return begin(
        composeNode(
          settings({ signer: signer ?? (await createLocalSigner('//Bob')), grid: { ...grid, receipts: true }, actors }),
          {
            clock,
          },
        ),
      )
    },
    async agree(): Promise<void> {
      await send(alice, agreements('offer', { farm_id: FARM, terms: TERMS }))
      await send(alice, agreements('bond', { farm_id: FARM, amount: 10n ** 12n }))
      await send(bob, agreements('agree', { farm_id: FARM, terms: TERMS, max_per_period: MAX, deposit: 100n * MAX }))
    },
    /** A disk of Bob's on the node. */
    async deploy(): Promise<void> {
      const wanted = {
        version: 0,
        twin_id: BOB,
        contract_id: 1,
        signature_requirement: { requests: [], weight_required: 0 },
        workloads: [{ version: 0, name: 'disk', type: 'zmount', data: { size: 10 * GIB } }],
      }
      const hash = new TextEncoder().encode(challengeHash(deployment.parse(wanted)))
      await send(
        bob,
        smartContract('create_node_contract', {
          node_id: 1,
          deployment_hash: hash,
          deployment_data: new Uint8Array(),
          public_ips: 0,
          solution_provider_id: undefined,
        }),
      )
      await this.ask(NODE_TWIN, 'zos.deployment.deploy', wanted)
    },
    /** As Bob, by a connection of his own. */
    async ask(twinId: number, command: string, payload: unknown): Promise<unknown> {
      const identity = {
        address: { twinId: BOB, session: 'person' },
        signer: await createLocalSigner('//Bob'),
        network: chain.genesis.hash,
      }
      const endpoint = createEndpoint({
        identity,
        open: overRelay(relay, clock)(identity, { log: SILENT, random: Math.random }),
        twins: { accountOf: async (id) => accountOf(id) },
        clock,
        log: SILENT,
      })
      const session = twinId === ALICE ? { session: `farmerbot-${FARM}` } : {}
      try {
        for (;;) {
          const answer = await endpoint
            .ask(twinId, command, payload, { signal: AbortSignal.timeout(20_000), ...session })
            .then(
              (value) => ({ value }),
              (error: { code: string }) => ({ error }),
            )
          // The other side may not have seen the block yet, or not be on the grid.
          if ('value' in answer) return answer.value
          if (!['no-contract', 'no-answer'].includes(answer.error.code)) throw answer.error
        }
      } finally {
        endpoint.close()
      }
    },
  }

  function accountOf(id: number): string | null {
    const account = id === ALICE ? alice.account : id === NODE_TWIN ? Buffer.from(signer.account.slice(2), 'hex') : null
    return account === null ? null : `0x${Buffer.from(account).toString('hex')}`
  }
}

export type Composed = Awaited<ReturnType<typeof startComposed>>

function memory() {
  return { cursors: createMemoryCursor(), store: createMemoryStore(), journal: createSqliteJournal(':memory:') }
}
