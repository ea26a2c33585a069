import { describe, expect, it } from 'vitest'
import { DescribeBill, SettleAgreement, ShowLeaf } from '../../../src/grid/billing/events.ts'
import { leafNode } from '../../../src/grid/evidence/leaf.ts'
import { leadsTo } from '../../../src/grid/evidence/merkle-sum.ts'
import { leafReply } from '../../../src/grid/evidence/replies.ts'
import { billTree } from '../../../src/grid/evidence/trees.ts'
import { UNUSED } from '../../../src/grid/evidence/used.ts'
import { defineUnit, type PayloadOf, Refused } from '../../../src/kernel/index.ts'
import { FARM } from '../farm/stage.ts'
import { FARMER, STRANGER, startGateway, USER } from './gateway-stage.ts'

const PERIOD = 20_000
const LEAVES = [1n, 2n, 3n].map((agreement) => ({
  agreement,
  deployment: 2n ** 63n,
  node: 1,
  used: { ...UNUSED, mru: 2n ** 90n },
  amount: 2n ** 70n,
}))
const SIGNATURE = { type: 'sr25519' as const, value: `0x${'ab'.repeat(64)}` }
const TREE = billTree(LEAVES)
const proven = (place: number) => ({ leaf: LEAVES[place]!, path: TREE.pathOf(place) })

async function startBilling() {
  const farm = await startGateway()
  farm.system.register(
    defineUnit({
      name: 'billing',
      owns: [DescribeBill, SettleAgreement, ShowLeaf],
      handlers: {
        'grid.ShowLeaf': async ({ period, at }: PayloadOf<typeof ShowLeaf>) => {
          if (period !== PERIOD) throw new Refused('no-bill')
          return proven(Number(at / 2n ** 70n))
        },
        'grid.SettleAgreement': async ({ agreement }: PayloadOf<typeof SettleAgreement>) => {
          if (agreement !== 1n) throw new Refused('not-over', { retryable: true })
          return { spent: 2n ** 80n, signature: SIGNATURE }
        },
        'grid.DescribeBill': async ({ agreement }: PayloadOf<typeof DescribeBill>) => ({
          payer: `farm/${FARM}`,
          first: PERIOD,
          last: PERIOD,
          state: 'billed' as const,
          root: TREE.root.hash,
          total: TREE.root.sum,
          carried: 0n,
          asked: TREE.root.sum,
          block: 12,
          receipt: null,
          leaves: [proven(Number(agreement) - 1)],
        }),
      },
    }),
  )
  await farm.settle()
  const ask = async (twinId: number, command: string, payload: unknown) => {
    const asked = farm.endpoint(twinId).ask(FARMER, command, payload, {
      signal: new AbortController().signal,
      session: `farmerbot-${FARM}`,
    })
    const outcome = asked.catch(({ code }) => ({ code }))
    await farm.settle()
    return outcome
  }
  return { ...farm, ask }
}

describe('a farm that is asked about its bills', () => {
  it('shows anybody the leaf on which an amount falls', async () => {
    const farm = await startBilling()
    const reply = await farm.ask(STRANGER, 'bill.leaf', { farm: FARM, period: PERIOD, at: String(2n ** 71n - 1n) })
    const { leaf, path } = leafReply.parse(reply)
    expect(leaf).toEqual(LEAVES[1])
    expect(leadsTo(TREE.root, leafNode(leaf), path)).toBe(true)
  })

  it('tells a user what was billed, with the way to the root', async () => {
    const farm = await startBilling()
    const bill = (await farm.ask(USER, 'bill.get', { agreement: 3, period: PERIOD })) as { leaves: unknown[] }
    expect(bill).toMatchObject({ root: TREE.root.hash, total: String(TREE.root.sum), state: 'billed', block: 12 })
    expect(leafReply.parse(bill.leaves[0]).leaf).toEqual(LEAVES[2])
  })

  it('signs for a user what was spent', async () => {
    const farm = await startBilling()
    expect(await farm.ask(USER, 'agreement.settle', { agreement: '1' })).toEqual({
      spent: String(2n ** 80n),
      signature: SIGNATURE,
    })
    expect(await farm.ask(USER, 'agreement.settle', { agreement: '2' })).toEqual({ code: 'not-over' })
  })

  it('says why it does not', async () => {
    const farm = await startBilling()
    expect(await farm.ask(USER, 'bill.leaf', { farm: FARM, period: 1, at: 0 })).toEqual({ code: 'no-bill' })
    expect(await farm.ask(USER, 'bill.leaf', { farm: FARM + 1, period: PERIOD, at: 0 })).toEqual({ code: 'no-bill' })
    expect(await farm.ask(USER, 'bill.leaf', { farm: FARM, period: PERIOD })).toEqual({ code: 'wrong-payload' })
    expect(await farm.ask(USER, 'bill.get', { agreement: '-1', period: 1 })).toEqual({ code: 'wrong-payload' })
  })
})
