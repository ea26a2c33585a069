import type { DevAccount } from '../../../src/devnet/accounts.ts'
import type { Path } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { statementBytes } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import type { BillLeaf as Leaf } from '../../../src/grid/evidence/leaf.ts'
import type { Used } from '../../../src/grid/evidence/used.ts'
import { GIB } from '../../devnet/grid/stage.ts'
import { billTree, usageTree } from '../../devnet/grid/sum-tree.ts'

export const RATES = { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }

/** A day of 2 cores, 2 GiB of memory and 60 GiB of fast disk, and what it costs. */
export const USED: Used = {
  cru: 2n * 86_400n,
  mru: 2n * GIB * 86_400n,
  sru: 60n * GIB * 86_400n,
  hru: 0n,
  ipv4: 0n,
  nru: 0n,
}
export const COST = 24n * 7_200_000n

export const leafOf = (change: Partial<Leaf> = {}): Leaf => ({
  agreement: 1n,
  deployment: 1n,
  node: 1,
  used: USED,
  amount: COST,
  ...change,
})

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const text = (used: Used) => Object.fromEntries(Object.entries(used).map(([kind, amount]) => [kind, String(amount)]))
const steps = (path: Path) =>
  path.map(({ sibling, sum, is_left }) => ({ sibling: hex(sibling), sum: String(sum), isLeft: is_left }))
export const signatureOf = (who: DevAccount, bytes: Uint8Array) => ({
  type: who.scheme,
  value: `0x${Buffer.from(who.sign(bytes)).toString('hex')}`,
})
const keyOf = ({ agreement, deployment, node }: Pick<Leaf, 'agreement' | 'deployment' | 'node'>) =>
  `${agreement}/${deployment}/${node}`

export interface Behaviour {
  readonly genesis: Uint8Array
  readonly period: number
  readonly nodes: Readonly<Record<number, DevAccount>>
  /** What nodes say, where it is not what is billed: by agreement, deployment and node. */
  readonly stated?: Readonly<Record<string, Used>>
  /** Nodes that put a root on the chain and sign nothing. */
  readonly proving?: readonly number[]
}

/** A farm that has made a bill of these leaves, and its nodes: how they answer, as it comes over the network. */
export function createBilling(
  leaves: readonly Leaf[],
  { genesis, period, nodes, stated = {}, proving = [] }: Behaviour,
) {
  const { root, paths } = billTree(leaves.map((leaf) => ({ ...leaf, used: { ...leaf.used } })))
  const ends: bigint[] = []
  for (const leaf of leaves) ends.push((ends.at(-1) ?? 0n) + leaf.amount)
  const statementsOf = (node: number) =>
    leaves
      .filter((leaf) => leaf.node === node)
      .map((leaf) => {
        const used = stated[keyOf(leaf)] ?? leaf.used
        const { agreement, deployment } = leaf
        return {
          agreement,
          deployment,
          used,
          bytes: statementBytes({ genesis, node, period, agreement, deployment, used }),
        }
      })
  return {
    root: root.hash,
    total: root.sum,
    usageRoot: (node: number) => usageTree(statementsOf(node).map(({ bytes }) => bytes)).root.hash,
    leaf({ at }: { at: string }) {
      const index = ends.findIndex((end) => BigInt(at) < end)
      const { agreement, deployment, node, used, amount } = leaves[index]!
      return {
        leaf: {
          agreement: String(agreement),
          deployment: String(deployment),
          node,
          used: text(used),
          amount: String(amount),
        },
        path: steps(paths[index]!),
      }
    },
    usage: (node: number) => ({
      statements: statementsOf(node).map(({ agreement, deployment, used, bytes }) => {
        const said = { agreement: String(agreement), deployment: String(deployment), used: text(used) }
        return proving.includes(node) ? said : { ...said, signature: signatureOf(nodes[node]!, bytes) }
      }),
    }),
  }
}

export type Billing = ReturnType<typeof createBilling>
