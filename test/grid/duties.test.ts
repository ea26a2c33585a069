/** What a farm owes, and until when: as `reeve duties` shows it. */
import { describe, expect, it } from 'vitest'
import { leafOf } from './audit/billing.ts'
import { startAudited } from './audit/on-devnet.ts'
import { startAgreed } from './billing/agreed.ts'
import { smallFor } from './billing/nodes.ts'
import { DAY } from './billing/on-devnet.ts'
import { gib } from './nodes.ts'
import { startPlacement } from './placement/stage.ts'

const MINUTE = 60_000

describe('a wake', () => {
  const changes = (farm: Awaited<ReturnType<typeof startPlacement>>, kind: string) =>
    farm.facts('duty.Changed').filter((each) => each['kind'] === kind)

  it('is due half an hour after it was told, with the placement that waits for it', async () => {
    const farm = await startPlacement([1])
    await farm.power(1, 'Down', 'Down')
    farm.machines.get(1)!.answers = false
    const from = farm.clock.now()
    const asked = farm.place('a', gib(1, 1, 1, 1))
    await farm.minutes(1)
    const [wake] = changes(farm, 'wake')
    expect(wake).toMatchObject({ key: '1', state: 'running', detail: 'told' })
    expect(Number(wake!['by']) - from).toBeGreaterThanOrEqual(30 * MINUTE)
    expect(Number(wake!['by']) - from).toBeLessThanOrEqual(31 * MINUTE)
    expect(changes(farm, 'placement')).toMatchObject([{ key: 'a', state: 'running', detail: 'waits for node 1' }])
    farm.machines.get(1)!.answers = true
    await farm.power(1, 'Up', 'Up')
    await farm.minutes(1)
    expect(changes(farm, 'wake').at(-1)).toMatchObject({ key: '1', state: 'done' })
    expect(changes(farm, 'placement').at(-1)).toMatchObject({ key: 'a', state: 'done', detail: 'on node 1' })
    expect(await farm.now(asked)).toMatchObject({ ok: true })
  })

  it('is missed when the node does not come up, however often it is told', async () => {
    const farm = await startPlacement([1, 2])
    await farm.power(1, 'Down', 'Down')
    farm.machines.get(1)!.answers = false
    await farm.wake(1)
    await farm.minutes(95)
    const told = changes(farm, 'wake').map(({ state, detail }) => detail ?? state)
    expect(told).toEqual(['told', 'told 2 times', 'told 3 times', 'missed'])
  })

  it('is no duty of a placement that is found at once', async () => {
    const farm = await startPlacement([1])
    expect(await farm.placed('a', gib(1, 1, 1, 1))).toMatchObject({ ok: true })
    expect(farm.facts('duty.Changed')).toEqual([])
  })
})

describe('a day that is over', () => {
  it('is to be said by its nodes, and billed, in time', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    farm.nodes[0]!.run(period, { agreement: 1n, deployment: 1n, used: smallFor(DAY) })
    farm.nodes[1]!.isAwake = false
    farm.passTo(period + 1)
    const of = (kind: string) => farm.told('duty.Changed').filter((each) => each['kind'] === kind)
    await farm.blocksUntil(() => of('usage').length > 0 && of('bill').length > 0, 'told')
    expect(of('usage').at(-1)).toMatchObject({ key: String(period), state: 'running', by: (period + 3) * DAY * 1_000 })
    expect(of('bill').at(-1)).toMatchObject({ key: `farm/1/${period}`, state: 'due', by: (period + 3) * DAY * 1_000 })
    farm.nodes[1]!.isAwake = true
    farm.passTo(period + 2)
    await farm.blocksUntil(() => of('bill').some(({ state }) => state === 'done'), 'billed')
  })
})

describe('an audit', () => {
  it('is due until the bill is paid, and done with its verdict', async () => {
    const farm = await startAudited()
    await farm.startAuditor()
    farm.silentTwins.add(farm.FIRST_NODE_TWIN)
    const period = await farm.bill([leafOf()])
    const { payable_at } = farm.biller().bills[0]!
    const audits = () => farm.told('duty.Changed').filter((each) => each['kind'] === 'audit')
    await farm.blocksUntil(() => audits().some(({ state }) => state === 'due'), 'asked')
    expect(audits().slice(0, 2)).toEqual([
      {
        kind: 'audit',
        key: `1/${period}`,
        state: 'running',
        detail: 'asks for what was drawn',
        by: Number(payable_at) * 1_000,
      },
      { kind: 'audit', key: `1/${period}`, state: 'due', detail: '1 have not answered' },
    ])
    farm.silentTwins.clear()
    await farm.verdictOf(period)
    expect(audits().at(-1)).toMatchObject({ state: 'done', detail: 'honest' })
  })
})
