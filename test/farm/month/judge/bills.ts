import { gridAgreementsStorage as items } from '../../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import { billTree } from '../../../devnet/grid/sum-tree.ts'
import type { MonthChain } from '../chain.ts'
import { FARM } from '../genesis.ts'
import type { Signed } from '../nodes.ts'
import { inPlainOrder, type PlainLeaf, type PlainStatement, plainLeaves, readStatement } from '../plain-bill.ts'
import { BOND } from '../terms.ts'
import type { World } from '../world.ts'

type Known = PlainStatement & { readonly at: number }

export interface JudgedBill {
  readonly period: number
  readonly total: bigint
  readonly leaves: readonly PlainLeaf[]
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Holds each bill of the farm against what its nodes have signed. */
export function createBillJudge(world: World, chain: MonthChain) {
  const statements = new Map<number, Map<string, Known>>()
  const bills: JudgedBill[] = []
  const wrong: string[] = []
  const contradictions: string[] = []
  /** By when they are paid: no two are made at one time. */
  const seen = new Set<bigint>()

  function leavesOf(period: number): PlainLeaf[] {
    const said = [...(statements.get(period)?.values() ?? [])].filter(({ at }) => at < world.now())
    const state = chain.state()
    const leaves = [...Map.groupBy(said, ({ agreement }) => agreement)].flatMap(([id, under]) => {
      const agreement = items.Agreements.get(state, id)
      if (agreement === undefined || agreement.farm_id !== FARM) return []
      const { since, ends, deposit, max_per_period: most, terms } = agreement
      const isInForce = since <= period && (ends === undefined || period <= ends)
      const isPaid = most * BigInt(period - since + 1) <= deposit
      return isInForce && isPaid ? plainLeaves(terms.rates, most, under) : []
    })
    return inPlainOrder(leaves)
  }

  function judge({ period, root, total }: { period: number; root: Uint8Array; total: bigint }): void {
    const leaves = leavesOf(period)
    const due = leaves.reduce((sum, { amount }) => sum + amount, 0n)
    bills.push({ period, total, leaves })
    if (total !== due) wrong.push(`period ${period}: ${total} where ${due} is due, for ${leaves.length} leaves`)
    if (leaves.length === 0) return
    const tree = billTree(leaves.map((leaf) => ({ ...leaf, used: { ...leaf.used } })))
    if (hex(tree.root.hash) !== hex(root)) wrong.push(`period ${period}: another root`)
  }

  chain.chain.onFinalized.add(() => {
    for (const bill of items.Billers.get(chain.state(), FARM)?.bills ?? [])
      if (!seen.has(bill.payable_at)) {
        judge(bill)
        seen.add(bill.payable_at)
      }
  })

  return {
    bills: bills as readonly JudgedBill[],
    wrong,
    contradictions,
    /** All that was signed. */
    statements: (): Known[] => [...statements.values()].flatMap((of) => [...of.values()]),
    signed({ at, bytes }: Signed): void {
      const said = { ...readStatement(bytes), at }
      const of = statements.get(said.period) ?? new Map<string, Known>()
      statements.set(said.period, of)
      const key = `${said.node}/${said.agreement}/${said.deployment}`
      const before = of.get(key)
      if (before === undefined) of.set(key, said)
      else if (Object.entries(said.used).some(([kind, amount]) => before.used[kind as 'cru'] !== amount))
        contradictions.push(`period ${said.period} ${key}`)
    },
    /** What has come of the periods from one on. */
    told(first: number, days: number) {
      const billed = new Set(bills.map(({ period }) => period))
      const last = bills.at(-1)?.period ?? first
      const gaps = Array.from({ length: last - first + 1 }, (_, at) => first + at)
        .filter((period) => !billed.has(period) && leavesOf(period).length > 0)
        .map((period) => `period ${period} is not billed`)
      // Who has died is waited for, for a day; and the bill comes with the blocks.
      const due = first + days - 4
      return {
        made: bills.length,
        leaves: bills.reduce((sum, { leaves }) => sum + leaves.length, 0),
        wrong,
        gaps: [
          ...gaps,
          ...(billed.size === bills.length ? [] : ['a period is billed twice']),
          ...(last < due ? [`nothing is billed after ${last}`] : []),
        ],
        contradictions,
        disputed: items.Billers.get(chain.state(), FARM)?.bond === BOND ? 0 : 1,
      }
    },
  }
}

export type BillJudge = ReturnType<typeof createBillJudge>
