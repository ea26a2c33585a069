import { accountsReady } from '../../../../src/devnet/accounts.ts'
import { figure, printTable } from '../table.ts'
import { type FarmMonth, farmMonth } from './agreement.ts'
import { aroundOf, capacityReservation } from './capacity.ts'
import { type Life, monthOf, nodeContract, serviceContract, uptime } from './contracts.ts'
import { archivedOf, type Bytes, NO_BYTES, sumOf, times, totalOf } from './meter.ts'

const BAR = 0.01
const CONTRACTS_A_NODE = 10
const FARMS = [1, 10, 25, 100, 1_000]

/** What a placement and a contract leave on the chain in a month, by the encoded extrinsics, events and storage of the devnet. */
export async function bytes(): Promise<void> {
  await accountsReady()
  const node = nodeContract()
  const service = serviceContract()
  const capacity = capacityReservation(aroundOf(service.end), node.bills)
  const farms = FARMS.map((contracts) => ({
    contracts,
    month: farmMonth(contracts, Math.ceil(contracts / CONTRACTS_A_NODE)),
  }))
  printLives({ capacity, node, service }, farms.find(({ contracts }) => contracts === 100)!.month)
  printShares(farms, monthOf(node))
}

function printLives(lives: Record<'capacity' | 'node' | 'service', Life>, farm: FarmMonth): void {
  const row = (name: string, { extrinsics, events, state, count }: Bytes, archived: string) =>
    [name, figure(count), figure(extrinsics, 0), figure(events, 0), figure(state, 0), archived] as const
  const measured = (name: string, of: Bytes) => row(name, of, figure(archivedOf(of), 0))
  const each = (of: Bytes) => times(of, 1 / 100)
  printTable(
    ['bytes on the chain', 'extrinsics', 'in extrinsics', 'in events', 'state', 'archived'],
    [
      row('(a) capacity reservation and deployment, made: computed', lives.capacity.begin, ''),
      row('(a) its month: computed, its bills as in (b)', monthOf(lives.capacity), ''),
      measured('(b) node contract, made and reported', lives.node.begin),
      measured('(b) its month: made, billed each hour, cancelled', monthOf(lives.node)),
      measured('(c) service contract, made: once for user and farm', lives.service.begin),
      measured('(c) its month: made, billed each hour, cancelled', monthOf(lives.service)),
      measured('(d) agreement, made: once for user and farm', each(farm.begin)),
      measured('(d) deployment under an agreement, made', NO_BYTES),
      measured("(d) agreement's end and closing", each(farm.end)),
      measured("(d) farm's month of daily bills, paid, for all users", farm.bills),
      measured("(d) node's month of daily proofs, for all deployments", times(farm.proofs, 1 / 10)),
      measured("apart: a node's month of reports that it is up", uptime()),
    ],
  )
  process.stdout.write('\n')
}

interface Farm {
  readonly contracts: number
  readonly month: FarmMonth
}

/** The bar: of what a node contract's month leaves, (d) leaves so little. */
function printShares(farms: readonly Farm[], month: Bytes): void {
  const shareOf = (of: Bytes, contracts: number) => {
    const share = totalOf(of) / contracts / totalOf(month)
    return `${(100 * share).toFixed(2)} % ${share < BAR ? 'passed' : 'missed'}`
  }
  printTable(
    [
      '(d) of (b), a contract and month, a deployment an agreement',
      'agreements that go on',
      `with proofs, ${CONTRACTS_A_NODE} contracts a node`,
      'all agreements made and closed in the month',
      'with proofs',
    ],
    farms.map(({ contracts, month: { begin, bills, proofs, end } }) => [
      `${figure(contracts)} contracts a farm`,
      ...[bills, sumOf(bills, proofs), sumOf(begin, bills, end), sumOf(begin, bills, proofs, end)].map((of) =>
        shareOf(of, contracts),
      ),
    ]),
  )
  process.stdout.write(
    `\nA month of (b) is ${figure(totalOf(month))} bytes, so the bar is ${figure(BAR * totalOf(month))} a contract.\n\n`,
  )
}
