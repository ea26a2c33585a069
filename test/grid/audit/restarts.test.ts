import { describe, expect, it } from 'vitest'
import { accountFromUri } from '../../../src/devnet/accounts.ts'
import { auditMemory } from '../../../src/grid/audit/ports.ts'
import { auditUnit } from '../../../src/grid/audit/spec.ts'
import type { BillLeaf } from '../../../src/grid/evidence/leaf.ts'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { startStage } from '../../storage/stage.ts'
import { COST, createBilling, leafOf, RATES } from './billing.ts'

const DAY = 86_400
const PERIOD = 4
const HOUR = 60 * 60_000
const GENESIS = new Uint8Array(32).fill(9)
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const NODE = accountFromUri('//Node1', 'ed25519')

const leaves = (count: number): BillLeaf[] =>
  Array.from({ length: count }, (_, at) => leafOf({ agreement: BigInt(at + 1) }))

/** An auditor whose process may end at any time: the chain, and what was kept, are there for the next one. */
function createScene(of: readonly BillLeaf[]) {
  const billing = createBilling(of, { genesis: GENESIS, period: PERIOD, nodes: { 1: NODE } })
  const [store, state] = [createMemoryStore(), new Map<string, unknown>()]
  const asked: string[] = []
  const silent = { farm: false, node: false }
  const messages = {
    async ask(_: number, command: string, payload: unknown) {
      if (command === 'bill.leaf') asked.push((payload as { at: string }).at)
      if (command === 'bill.leaf' ? silent.farm : silent.node) throw new Error('nobody')
      return command === 'bill.leaf' ? billing.leaf(payload as { at: string }) : billing.usage(1)
    },
  }
  const bill = { period: PERIOD, root: hex(billing.root), total: String(billing.total), payableAt: '99999999' }
  state.set('BlockHash/0', hex(GENESIS))
  state.set('Farms/1', { twinId: 1 })
  state.set('Billers/1', { bills: [bill] })
  state.set('Nodes/1', {
    farmId: 1,
    twinId: 7,
    resources: { cru: '9999', mru: String(10n ** 18n), sru: String(10n ** 18n), hru: '0' },
  })
  state.set('NodeID', 1)
  state.set('NodeProofs/1', [])
  state.set('Twins/7', { accountId: hex(NODE.account) })
  for (const [at] of of.entries())
    state.set(`Agreements/${at + 1}`, {
      farmId: 1,
      twinId: 2,
      terms: { rates: Object.fromEntries(Object.entries(RATES).map(([name, rate]) => [name, String(rate)])) },
      maxPerPeriod: String(100n * COST),
      deposit: String(10_000n * COST),
      since: 0,
      ends: null,
    })
  const start = async () => {
    const stage = await startStage(auditUnit, {
      ports: { messages, ...auditMemory(store) },
      config: { askAgainAfter: 60 },
      store,
      state,
    })
    stage.constants.set('Period', DAY)
    return stage
  }
  return { silent, asked, start }
}

type Auditor = Awaited<ReturnType<ReturnType<typeof createScene>['start']>>
const later = async (auditor: Auditor, milliseconds: number) => {
  auditor.clock.advance(milliseconds)
  await auditor.system.settled()
}
const verdicts = (auditor: Auditor) => auditor.told('grid.BillAudited').map(({ verdict }) => verdict)

describe('an audit whose process ends', () => {
  it('goes on with what was drawn before: nobody can have it drawn anew by ending the process', async () => {
    const scene = createScene(leaves(200))
    scene.silent.farm = true
    const first = await scene.start()
    await first.block({ marked: true })
    await first.block()
    expect(first.told('grid.AuditUnanswered')).toHaveLength(1)
    const before = scene.asked.splice(0)
    const next = await scene.start()
    for (let blocks = 0; blocks < 7; blocks += 1) await next.block({ marked: blocks === 0 })
    expect(scene.asked).toEqual([])
    await later(next, HOUR)
    expect(scene.asked).toEqual(before)
    expect(verdicts(next)).toEqual([])
    scene.silent.farm = false
    await later(next, HOUR)
    expect(verdicts(next)).toEqual(['honest'])
  })

  it('is drawn where it had not been, by a block after the process has come back', async () => {
    const scene = createScene(leaves(3))
    const first = await scene.start()
    await first.block({ marked: true })
    expect(scene.asked).toEqual([])
    const next = await scene.start()
    await next.block({ marked: true })
    expect(verdicts(next)).toEqual([])
    await next.block()
    expect(verdicts(next)).toEqual(['honest'])
  })

  it('needs no leaf shown twice: what the farm has shown before it fell silent is enough', async () => {
    const scene = createScene(leaves(3))
    scene.silent.node = true
    const first = await scene.start()
    await first.block({ marked: true })
    await first.block()
    expect(first.told('grid.AuditUnanswered')).toMatchObject([{ silent: [{ question: 'usage.get' }] }])
    Object.assign(scene.silent, { farm: true, node: false })
    const next = await scene.start()
    await next.block({ marked: true })
    await later(next, HOUR)
    expect(verdicts(next)).toEqual(['honest'])
  })

  it('still has its falsehood shown to the chain, also where the farm shows nothing more', async () => {
    const scene = createScene([leafOf({ amount: COST + 1n }), ...leaves(3).slice(1)])
    const first = await scene.start()
    first.submitBy(() => new Promise<never>(() => {}))
    await first.block({ marked: true })
    await first.block()
    expect(first.submissions.map(({ call }) => call.name)).toEqual(['dispute'])
    scene.silent.farm = true
    const next = await scene.start()
    await next.block({ marked: true })
    await later(next, HOUR)
    expect(next.submissions).toMatchObject([{ key: first.submissions[0]!.key, call: first.submissions[0]!.call }])
    expect(verdicts(next)).toEqual(['overbilled'])
  })

  it('is not begun again once it has come to an end', async () => {
    const scene = createScene(leaves(3))
    const first = await scene.start()
    await first.block({ marked: true })
    await first.block()
    expect(verdicts(first)).toEqual(['honest'])
    const next = await scene.start()
    for (let blocks = 0; blocks < 3; blocks += 1) await next.block({ marked: blocks === 0 })
    expect(verdicts(next)).toEqual([])
    expect(next.duties('bill-audit')).toBe(1)
  })
})
