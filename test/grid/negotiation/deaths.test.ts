import { describe, expect, it } from 'vitest'
import { leadersOf } from '../../../src/grid/negotiation/leadership.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { simulate } from './simulation.ts'

const MINUTE = 60_000
const HALF = requestOf(gib(0, 100, 16, 4))
const WHOLE = requestOf(gib(0, 100, 32, 8))
const IDS = [1, 2, 3, 4, 5]
const WISHES = [
  { name: 'a', requests: [HALF] },
  { name: 'b', requests: [WHOLE, HALF] },
  { name: 'c', requests: [HALF] },
]
const start = () =>
  simulate({ nodes: IDS.map((id) => nodeOf(id)), config: { confirmedFor: 86_400 }, faults: { delay: [20, 20] } })

/** Messages that it takes when nobody dies, and where things go. */
async function undisturbed() {
  const simulation = start()
  for (const wish of WISHES) simulation.ask(wish)
  await simulation.finish()
  const [leader] = leadersOf(simulation.farm.facts())
  const targets = [...simulation.ledger.names.values()].flat()
  const bystander = IDS.find((id) => id !== leader && !targets.includes(id))
  return { messages: simulation.farm.network.count.messages, leader, target: targets[0], bystander }
}

const calm = await undisturbed()

describe.each(['leader', 'target', 'bystander'] as const)('when the %s dies', (role) => {
  const victim = calm[role]!

  it.each(Array.from({ length: calm.messages }, (_, index) => index))(
    'before message %i, everything finds its place on others all the same',
    async (at) => {
      const simulation = start()
      const { farm, ask, finish, ledger, wrongs } = simulation
      let sent = 0
      farm.network.onSend(() => {
        if (sent === at) farm.kill(victim)
        sent += 1
      })
      const before = farm.time.now()
      for (const wish of WISHES) ask(wish)
      await finish()
      expect(ledger.names.size).toBe(WISHES.length)
      expect(farm.time.now() - before).toBeLessThan(MINUTE)
      farm.revive(victim)
      await farm.pass(35 * MINUTE)
      expect(wrongs()).toEqual([])
    },
  )
})

it('a node that kept something and died before it could say so gives it back when it is there again', async () => {
  const { farm, ask, finish, ledger, wrongs } = start()
  farm.network.onSend(({ from, command, isAnswer }) => {
    if (from === 101 && isAnswer && command === 'grid.negotiation.confirm') farm.kill(1)
  })
  ask({ name: 'a', requests: [HALF] })
  await finish()
  expect(ledger.names.get('a')).toEqual([2])
  expect(farm.holds(1)).toMatchObject([{ name: 'a', isConfirmed: true }])
  farm.revive(1)
  await farm.pass(2 * MINUTE)
  expect(farm.holds(1)).toEqual([])
  expect(wrongs()).toEqual([])
})
