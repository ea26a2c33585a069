import type { BillLeaf } from '../../../src/grid/evidence/leaf.ts'
import type { Used } from '../../../src/grid/evidence/used.ts'
import type { Random } from '../../../src/kernel/index.ts'
import { inPlainOrder, plainCost } from './plain-bill.ts'
import { MOST, RATES } from './terms.ts'

const DAY = 86_400n
const GIB = 1n << 30n

/** Of one agreement. */
const DEPLOYMENTS = 12
/** About so much of the amount of a false bill is false. */
const SHARES = [0.02, 0.05]

/** A bill that is false, what its nodes say of it, and how much of its amount it is. */
interface FalseBill {
  readonly billed: readonly BillLeaf[]
  /** By agreement, deployment and node, where it is not what is billed. */
  readonly stated: Readonly<Record<string, Used>>
  readonly share: number
}

const nameOf = ({ agreement, deployment, node }: BillLeaf) => `${agreement}/${deployment}/${node}`
const priced = (leaf: BillLeaf): BillLeaf => ({ ...leaf, amount: plainCost(RATES, leaf.used) })

/** What ran on a node in a day, and what it costs. */
export function honestLeaves(agreements: readonly bigint[], node: number, random: Random): BillLeaf[] {
  const upTo = (most: number) => BigInt(1 + Math.floor(random() * most))
  return agreements.flatMap((agreement) =>
    Array.from({ length: DEPLOYMENTS }, (_, at) => {
      const used: Used = {
        cru: upTo(4) * DAY,
        mru: upTo(8) * GIB * DAY,
        sru: upTo(100) * GIB * DAY,
        hru: 0n,
        ipv4: 0n,
        nru: 0n,
      }
      return priced({ agreement, deployment: BigInt(at + 1), node, used, amount: 0n })
    }),
  )
}

const sumOf = (leaves: readonly BillLeaf[]) => leaves.reduce((sum, { amount }) => sum + amount, 0n)
const shareOf = (some: readonly BillLeaf[], all: readonly BillLeaf[]) => Number(sumOf(some)) / Number(sumOf(all))

/** Makes some leaves false, until they are about such a part of the bill. */
const falsify =
  (change: (leaf: BillLeaf) => BillLeaf, stated: (leaf: BillLeaf) => Record<string, Used> = () => ({})) =>
  (leaves: readonly BillLeaf[], random: Random): FalseBill => {
    const aim = SHARES[Math.floor(random() * SHARES.length)]!
    const honest = [...leaves]
    const wrong: BillLeaf[] = []
    let said: Record<string, Used> = {}
    while (wrong.length === 0 || shareOf(wrong, [...honest, ...wrong]) < aim) {
      const [leaf] = honest.splice(Math.floor(random() * honest.length), 1)
      wrong.push(change(leaf!))
      said = { ...said, ...stated(leaf!) }
    }
    const billed = inPlainOrder([...honest, ...wrong])
    return { billed, stated: said, share: shareOf(wrong, billed) }
  }

const more = (used: Used): Used => ({ ...used, cru: used.cru * 2n, mru: used.mru * 2n })

/** Found when one of the false leaves is drawn, and only then. */
const DRAWN = {
  'more than its node says': falsify(
    (leaf) => priced({ ...leaf, used: more(leaf.used) }),
    (leaf) => ({ [nameOf(leaf)]: leaf.used }),
  ),
  'dearer than agreed': falsify((leaf) => ({ ...leaf, amount: leaf.amount + 1n })),
  'an agreement that is none': falsify((leaf) => ({ ...leaf, agreement: leaf.agreement + 1_000_000n })),
  'a node that is none': falsify((leaf) => ({ ...leaf, node: 1_000_000 })),
}

/** Found also by what stands beside it. */
const BESIDE = {
  'counted twice': (leaves: readonly BillLeaf[], random: Random): FalseBill => {
    const twice = leaves[Math.floor(random() * leaves.length)]!
    const billed = inPlainOrder([...leaves, twice])
    return { billed, stated: {}, share: shareOf([twice], billed) }
  },
  'above the maximum': (leaves: readonly BillLeaf[], random: Random): FalseBill => {
    const at = Math.floor(random() * leaves.length)
    const times = 1n + MOST / leaves[at]!.amount
    const { used } = leaves[at]!
    const large = { ...used, cru: used.cru * times, mru: used.mru * times, sru: used.sru * times }
    const wrong = priced({ ...leaves[at]!, used: large })
    const billed = leaves.map((leaf, place) => (place === at ? wrong : leaf))
    return { billed, stated: {}, share: shareOf([wrong], billed) }
  },
}

/** The ways in which a bill is made false. */
export const FRAUDS = { ...DRAWN, ...BESIDE }
export type Fraud = keyof typeof FRAUDS

export const isDrawnOnly = (fraud: Fraud): boolean => Object.hasOwn(DRAWN, fraud)
