/** Bills that become void with a false one: nothing of them is spent, and users get back what was not. */
import { describe, expect, it } from 'vitest'
import { receiptBytes } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { SettleAgreement } from '../../../src/grid/billing/events.ts'
import { agreements } from '../../devnet/calls.ts'
import { MAX, SMALL_DAY, startAgreed } from './agreed.ts'
import { smallFor } from './nodes.ts'
import { DAY, FARM, type FarmOnDevnet } from './on-devnet.ts'

const made = (farm: FarmOnDevnet, last: number) => () =>
  farm.told('grid.BillMade').some((each) => each['last'] === last)

/** Some see another bill of the same period that the farmer has signed: nobody has to look into the bill itself. */
function dispute(farm: FarmOnDevnet, period: number): void {
  const root = new Uint8Array(32).fill(9)
  const signed = receiptBytes({ genesis: farm.genesis, farm: FARM, period, root, total: 1n })
  const signature = { type: 'Sr25519' as const, value: farm.alice.sign(signed) }
  const evidence = { type: 'Equivocation' as const, value: { root, total: 1n, signature } }
  farm.send(farm.bob, agreements('dispute', { farm_id: FARM, period, evidence }))
}

async function billed(days: number) {
  const farm = await startAgreed()
  const period = farm.period()
  for (let day = 0; day < days; day += 1) {
    farm.nodes[0]!.run(period + day, { agreement: 1n, deployment: 1n, used: smallFor(DAY) })
    farm.passTo(period + day + 1)
    await farm.blocksUntil(made(farm, period + day), `day ${day} billed`)
  }
  const spent = () => farm.billRecords.spent('farm/1', 1n)
  const states = () =>
    Array.from({ length: days }, (_, day) => farm.billRecords.covering('farm/1', period + day)?.state)
  return { farm, period, spent, states }
}

describe('a farm that was slashed', () => {
  it('has not been paid what was open, and says so; what was paid before stays spent', async () => {
    const { farm, period, spent, states } = await billed(3)
    await farm.blocksUntil(() => states()[1] === 'paid', 'the second is paid')
    expect(spent()).toBe(3n * SMALL_DAY)
    dispute(farm, period + 2)
    await farm.blocksUntil(() => farm.told('grid.BillsVoided').length > 0, 'void')
    expect(farm.told('grid.BillsVoided')).toEqual([{ payer: 'farm/1', first: [period + 2] }])
    expect(states()).toEqual(['paid', 'paid', 'void'])
    expect(spent()).toBe(2n * SMALL_DAY)
    expect(farm.told('duty.Changed').at(-1)).toMatchObject({ kind: 'bill', state: 'missed', detail: /void/ })
    const shown = await farm.describe(1n, period + 2)
    expect(shown).toMatchObject({ ok: true, value: { state: 'void', receipt: null } })
  })

  it('has what became void while the node was away given back by the time that it is there again', async () => {
    const { farm, period, spent, states } = await billed(2)
    await farm.stop()
    dispute(farm, period + 1)
    await farm.restart()
    await farm.blocksUntil(() => states()[1] === 'void', 'void')
    expect(states()[1]).toBe('void')
    expect(spent()).toBeLessThanOrEqual(SMALL_DAY)
  })

  it('signs for what was paid alone when an agreement is over', async () => {
    const { farm, period } = await billed(1)
    dispute(farm, period)
    farm.send(farm.bob, agreements('end', { agreement: 1n }))
    const ends = farm.agreement(1n)!.ends!
    farm.passTo(ends + 3)
    let outcome: unknown
    const ask = () => farm.ask().ask(SettleAgreement, { agreement: 1n })
    await farm.blocksUntil(() => {
      void ask().then((each) => {
        if (each.ok) outcome = each
      })
      return outcome !== undefined
    }, 'settled')
    expect(outcome).toMatchObject({ ok: true, value: { spent: 0n } })
    expect(farm.agreement(1n)!.deposit).toBe(100n * MAX)
  })
})
