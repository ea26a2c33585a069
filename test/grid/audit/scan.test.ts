import { describe, expect, it } from 'vitest'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import { auditMemory } from '../../../src/grid/audit/ports.ts'
import { auditUnit } from '../../../src/grid/audit/spec.ts'
import { Billed } from '../../../src/grid/chain-agreements.ts'
import { hashOf, startStage } from '../../storage/stage.ts'

const ROOT = `0x${'11'.repeat(32)}`
const bill = (period: number) => ({ period, root: ROOT, total: '100', payableAt: '1000' })

/** An auditor of farms whose bills are these, and who do not answer. */
async function startAudit(config: Record<string, unknown> = {}) {
  const messages = { ask: async () => Promise.reject(new Error('nobody')) }
  const stage = await startStage(auditUnit, { ports: { messages, ...auditMemory() }, config })
  stage.constants.set('Period', 86_400)
  for (const farm of [1, 2]) stage.state.set(`Farms/${farm}`, { twinId: 1 })
  const audits = () => stage.told('grid.BillAudited')
  const asked = () => stage.told('grid.AuditUnanswered').map(({ farmId, period }) => `${farmId}/${period}`)
  return {
    ...stage,
    audits,
    asked,
    bills: (farm: number, ...all: object[]) => stage.state.set(`Billers/${farm}`, { bills: all }),
  }
}

describe('an auditor', () => {
  it('audits the bills that are open, of the farms that it is to audit', async () => {
    const audit = await startAudit({ except: [2] })
    audit.bills(1, bill(4), bill(5))
    audit.bills(2, bill(4))
    await audit.block({ marked: true })
    expect(audit.resyncs()).toEqual({ needed: 1, done: 1 })
    expect(audit.asked()).toEqual([])
    await audit.block()
    expect(audit.asked()).toEqual(['1/4', '1/5'])
  })

  it('draws by a block after the one that has the bill', async () => {
    const audit = await startAudit({ farms: [1] })
    await audit.block({ marked: true })
    audit.bills(1, bill(4))
    const block = { number: audit.head, hash: hashOf(audit.head) }
    audit.system.emit(Billed, { farmId: 1, period: 4, block })
    audit.system.emit(Billed, { farmId: 2, period: 4, block })
    await audit.system.settled()
    expect(audit.duties('bill-audit')).toBe(1)
    expect(audit.asked()).toEqual([])
    await audit.block()
    expect(audit.asked()).toEqual(['1/4'])
  })

  it('does not take a bill for gone that came while it was reading', async () => {
    const audit = await startAudit()
    const [number, next] = [audit.head + 1, audit.head + 2]
    const finalized = (of: number, resync: string[]) =>
      audit.system.emit(BlockFinalized, { number: of, hash: hashOf(of), parentHash: hashOf(of - 1), resync })
    finalized(number, ['audit'])
    finalized(next, ['audit'])
    audit.system.emit(Billed, { farmId: 1, period: 4, block: { number: next, hash: hashOf(next) } })
    await audit.system.settled()
    expect(audit.resyncs().done).toBeGreaterThan(0)
    expect(audit.audits()).toEqual([])
    expect(audit.duties('bill-audit')).toBe(1)
  })

  it('tells of a bill that has gone while it was not there that nothing is known of it', async () => {
    const audit = await startAudit()
    audit.bills(1, bill(4))
    await audit.block({ marked: true })
    await audit.block()
    audit.bills(1)
    await audit.block({ marked: true })
    expect(audit.audits()).toMatchObject([{ farmId: 1, period: 4, verdict: 'unanswered', reason: null }])
    expect(audit.duties('bill-audit')).toBe(0)
  })
})
