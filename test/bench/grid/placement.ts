import { createRandom } from '../../../src/kernel/clock/random.ts'
import { fewestNodes, firstFitDecreasing } from './references/packing.ts'
import { createStock, type Deployment, type Stock } from './stock.ts'
import { STRATEGIES, type Strategy } from './strategies.ts'
import { figure, printTable } from './table.ts'
import { createChances, deploymentsFor, farmOf } from './workload.ts'

const SIZES = [10, 100, 1_000, 10_000]
const BAR = 50_000
const SHARE = 0.5
const SEED = 7
/** Of one measurement. */
const SECONDS = 1.5

/** Online: each deployment placed as it comes, none moved afterwards. */
export async function placement(): Promise<void> {
  const rows = SIZES.flatMap((size) => STRATEGIES.map((strategy) => measured(strategy, size)))
  printTable(
    [
      'nodes',
      'strategy',
      'placements/s',
      'used',
      'of FFD',
      'of bound',
      'used later',
      'of FFD',
      'of bound',
      'refused',
      'double',
      'messages',
    ],
    rows.map(({ cells }) => cells),
  )
  const slow = rows.filter(({ size, name, rate }) => size === SIZES.at(-1) && name !== 'V and Go rule' && rate < BAR)
  const verdict = slow.length === 0 ? 'passed' : `missed by ${slow.map(({ name }) => name).join(', ')}`
  process.stdout.write(`\nBar of ${figure(BAR)} placements a second at ${figure(SIZES.at(-1)!)} nodes: ${verdict}\n\n`)
}

function measured(strategy: Strategy, size: number) {
  const farm = farmOf(size, SEED)
  const first = deploymentsFor(farm, SHARE, SEED)
  const stock = createStock(farm, strategy.create())
  const deployments = first.flatMap((each) => stock.place(each) ?? [])
  const before = packed(farm, deployments, stock)
  const turned = turnOver(stock, deployments)
  const after = packed(farm, turned, stock)
  const rate = rateOf(stock, turned)
  const { placed, refused, messages } = stock.count
  const cells = [
    figure(size),
    strategy.name,
    figure(rate, 0),
    ...before,
    ...after,
    `${figure((100 * refused) / (placed + refused))} %`,
    stock.ledger.doubleBookings,
    figure(messages / placed),
  ]
  return { size, name: strategy.name, rate, cells }
}

/** Nodes with anything on them, and how many times as many as two references that know everything beforehand have. */
function packed(farm: Parameters<typeof fewestNodes>[0], deployments: readonly Deployment[], { ledger }: Stock) {
  const resources = deployments.map((each) => each.resources)
  const used = ledger.nodesUsed()
  return [used, used / firstFitDecreasing(farm, resources), used / fewestNodes(farm, resources)].map((each) =>
    figure(each, 2),
  )
}

/** Half of them leave, whichever, and others come in their place; then once more. What is empty in between goes off. */
function turnOver(stock: Stock, deployments: readonly Deployment[]): Deployment[] {
  const { random, deployment } = createChances(SEED + 1)
  let there = [...deployments]
  for (let round = 0; round < 2; round += 1) {
    const kept = there.filter((each) => {
      const stays = random() < 0.5
      if (!stays) stock.remove(each)
      return stays
    })
    for (const node of stock.views.values()) if (!node.hasContracts) stock.put({ ...node, power: 'off' })
    const come = Array.from({ length: there.length - kept.length }, () => stock.place(deployment()))
    there = [...kept, ...come.filter((each) => each !== undefined)]
  }
  return there
}

/** Placements a second, with each of which another deployment leaves. */
function rateOf(stock: Stock, deployments: readonly Deployment[]): number {
  const there = [...deployments]
  const random = createRandom(SEED + 2)
  const { deployment } = createChances(SEED + 3)
  const coming = Array.from({ length: 4_096 }, deployment)
  const began = performance.now()
  let placed = 0
  while (performance.now() - began < SECONDS * 1_000)
    for (let n = 0; n < 16; n += 1, placed += 1) {
      if (there.length === deployments.length) stock.remove(takeOut(there, Math.floor(random() * there.length)))
      const next = stock.place(coming[placed % coming.length]!)
      if (next !== undefined) there.push(next)
    }
  return (placed * 1_000) / (performance.now() - began)
}

/** In constant time; the order is lost. */
function takeOut<T>(all: T[], at: number): T {
  const last = all.pop()!
  if (at === all.length) return last
  const taken = all[at]!
  all[at] = last
  return taken
}
