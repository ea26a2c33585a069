import { hexToU8a } from '@polkadot/util'
import { signatureVerify } from '@polkadot/util-crypto'
import { type PlainAgreement, type PlainLeaf, statementBytes } from '../plain-bill.ts'
import type { FarmChain } from './chain.ts'
import type { BillSeen, BlockSeen, ServiceBillSeen, Statement } from './observed.ts'
import type { Asker } from './person.ts'
import { FARM, type Layout, twinOfNode } from './places.ts'
import { serviceBillOf } from './service-bill.ts'
import { showLeaves, useOf } from './showing.ts'

/** Milliseconds after a period until nodes are asked, and from one question to a silent node to the next. */
const AFTER = 1_500
const AGAIN = 6_000

export interface WitnessOptions {
  readonly chain: FarmChain
  readonly asker: Asker
  readonly layout: Layout
  readonly nodes: readonly number[]
  /** Seconds. */
  readonly period: number
  /** Twins of the farms' owners. */
  readonly owners: ReadonlyMap<number, number>
}

/** Writes down what nodes sign and what farms bill while it happens. */
export interface Witness {
  readonly statements: readonly Statement[]
  readonly bills: readonly BillSeen[]
  readonly services: readonly ServiceBillSeen[]
  /** Asks a node now about all periods that are over. */
  collect(node: number): Promise<void>
  /** Asks all farms for the leaves of bills that are still missing. */
  fetchLeaves(): Promise<void>
  stop(): Promise<void>
}

interface RawStatement {
  readonly agreement: string
  readonly deployment: string
  readonly used: Record<string, string>
  readonly signature: { readonly type: string; readonly value: string }
}

const whole = (value: unknown): bigint => BigInt(value as string | number)

export function startWitness({ chain, asker, layout, nodes, period: length, owners }: WitnessOptions): Witness {
  const statements: Statement[] = []
  const bills: BillSeen[] = []
  const services: ServiceBillSeen[] = []
  const known = new Set<string>()
  const askedAt = new Map<string, number>()
  const under = new Set<Promise<void>>()
  const first = Math.floor((chain.blocks[0]?.at ?? Date.now()) / 1_000 / length)
  const track = (work: Promise<void>) => {
    const safe = work.catch(() => {}).finally(() => under.delete(safe))
    under.add(safe)
  }

  async function askNode(node: number, period: number): Promise<void> {
    const key = `${node}/${period}`
    if (known.has(key)) return
    askedAt.set(key, Date.now())
    const twin = twinOfNode(layout, node)
    const reply = await asker.ask(twin, 'usage.get', { period, seconds: length }, { within: 5_000 })
    if (known.has(key)) return
    known.add(key)
    const said = (reply as { statements: RawStatement[] }).statements
    const account = await chain.accountOf(twin)
    const used = said.map((raw) => ({
      agreement: BigInt(raw.agreement),
      deployment: BigInt(raw.deployment),
      node,
      used: useOf(raw.used),
    }))
    const isSigned = used.map(
      (each, at) =>
        signatureVerify(statementBytes(chain.genesis, period, each), said[at]!.signature.value, hexToU8a(account))
          .isValid,
    )
    const badSignatures = isSigned.filter((valid) => !valid).length
    statements.push({ node, period, at: Date.now(), used: used.filter((_, at) => isSigned[at]), badSignatures })
  }

  const lastOver = () => Math.floor((Date.now() - AFTER) / 1_000 / length) - 1
  const timer = setInterval(() => {
    const now = Date.now()
    for (let period = Math.max(first, lastOver() - 12); period <= lastOver(); period += 1)
      for (const node of nodes) {
        const key = `${node}/${period}`
        if (known.has(key) || now - (askedAt.get(key) ?? 0) < AGAIN) continue
        track(askNode(node, period))
      }
    track(fetchLeaves())
  }, 1_000)

  async function takeBill(block: BlockSeen, farm: number, period: number): Promise<void> {
    const [biller, entries] = await Promise.all([
      chain.query('gridAgreements', 'billers', [farm], block.hash),
      chain.entries('gridAgreements', 'agreements', block.hash),
    ])
    const open = (biller as { bills: { period: number; root: string; total: unknown }[] }).bills
    const { root, total } = open.find((bill) => bill.period === period)!
    const agreements = entries.map(([id, value]) => agreementOf(whole(id), value)).filter((of) => of.farm === farm)
    const { number, at } = block
    bills.push({ farm, period, root, total: whole(total), block: number, at, agreements, leaves: undefined })
  }

  const isBeingShown = new Set<object>()
  async function show(
    bill: { leaves: readonly PlainLeaf[] | undefined },
    farm: number,
    agreements: readonly bigint[],
    of: number,
  ): Promise<void> {
    if (bill.leaves !== undefined || isBeingShown.has(bill)) return
    isBeingShown.add(bill)
    try {
      bill.leaves = await showLeaves(asker, { farm, owner: owners.get(farm)! }, agreements, of)
    } catch {
      // It is asked again.
    } finally {
      isBeingShown.delete(bill)
    }
  }

  async function fetchLeaves(): Promise<void> {
    const ofFarms = bills.map((bill) =>
      show(
        bill,
        bill.farm,
        bill.agreements.map(({ id }) => id),
        bill.period,
      ),
    )
    await Promise.all([...ofFarms, ...services.map((bill) => show(bill, FARM, [bill.service], bill.first))])
  }

  const take = (block: BlockSeen) => {
    for (const event of block.events) {
      const { pallet, name, data } = event
      if (name === 'ServiceContractBilled') services.push(serviceBillOf(event))
      if (pallet === 'gridAgreements' && name === 'Billed')
        track(takeBill(block, Number(data['farmId']), Number(data['period'])))
    }
  }
  // What has happened before too: others were there earlier.
  for (const block of chain.blocks) take(block)
  const unsubscribe = chain.onBlock(take)

  return {
    statements,
    bills,
    services,
    async collect(node) {
      const periods = Array.from({ length: Math.max(0, lastOver() - first + 1) }, (_, at) => first + at)
      await Promise.all(periods.slice(-4).map((period) => askNode(node, period).catch(() => {})))
    },
    fetchLeaves,
    async stop() {
      clearInterval(timer)
      unsubscribe()
      while (under.size > 0) await Promise.all(under)
    },
  }
}

function agreementOf(id: bigint, value: unknown): PlainAgreement {
  const of = value as Record<string, unknown> & { terms: { rates: Record<string, unknown> } }
  const { cu, su, ipu, nu } = of.terms.rates
  return {
    id,
    farm: Number(of['farmId']),
    rates: { cu: whole(cu), su: whole(su), ipu: whole(ipu), nu: whole(nu) },
    maxPerPeriod: whole(of['maxPerPeriod']),
    deposit: whole(of['deposit']),
    since: Number(of['since']),
    ends: of['ends'] === null || of['ends'] === undefined ? null : Number(of['ends']),
  }
}
