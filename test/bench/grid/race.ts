import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import type { Resources } from '../../../src/grid/capacity/resources.ts'
import { failedBy } from '../../../src/grid/placement/constraints.ts'
import { requestOf } from '../../grid/nodes.ts'
import { createStock } from './stock.ts'
import { BEST_FIT, BOTS, FIRST_FIT, type Strategy } from './strategies.ts'
import { figure, printTable } from './table.ts'
import { deploymentsFor, farmOf } from './workload.ts'

const NODES = 100
const SEED = 13

/** Whether what was found is claimed where it is: the node says whether it still has room. */
type Claim = (node: NodeView, resources: Resources) => boolean
const byNode: Claim = (node, resources) => failedBy(node, requestOf(resources)) === undefined
const byNobody: Claim = () => true

const CASES: ReadonlyArray<readonly [strategy: Strategy, claim: Claim]> = [
  [BEST_FIT, byNode],
  [FIRST_FIT, byNode],
  [BOTS, byNobody],
]

/** Two who ask at the same time are both answered before either has claimed. */
export async function race(): Promise<void> {
  const rows = CASES.map(([strategy, claim]) => {
    const { placed, again, doubleBookings } = inPairs(strategy, claim)
    return [strategy.name, figure(placed), figure(again), figure(doubleBookings)]
  })
  printTable(['two at a time', 'placed', 'refused by the node, found again', 'double bookings'], rows)
}

function inPairs(strategy: Strategy, claim: Claim) {
  const farm = farmOf(NODES, SEED)
  const placer = strategy.create()
  const stock = createStock(farm, placer)
  const deployments = deploymentsFor(farm, 0.8, SEED)
  let again = 0
  const take = (node: number | undefined, resources: Resources): void => {
    if (node === undefined) return
    if (!claim(stock.views.get(node)!, resources)) {
      again += 1
      take(placer.find(requestOf(resources)).node, resources)
      return
    }
    stock.take(node, resources)
  }
  for (let at = 0; at + 1 < deployments.length; at += 2) {
    const pair = [deployments[at]!, deployments[at + 1]!]
    const found = pair.map((resources) => placer.find(requestOf(resources)).node)
    for (const [index, resources] of pair.entries()) take(found[index], resources)
  }
  return { placed: stock.count.placed, again, doubleBookings: stock.ledger.doubleBookings }
}
