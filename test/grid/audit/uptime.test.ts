import { describe, expect, it } from 'vitest'
import { createUptimes, isBeyond } from '../../../src/grid/audit/uptime.ts'
import { GIB } from '../../devnet/grid/stage.ts'
import { USED } from './billing.ts'

const DAY = 86_400
const SECOND_DAY = { from: DAY, to: 2 * DAY }
/** So long after its last report a node may have been up. */
const UNSAID = 45 * 60

describe('when a node was up', () => {
  it('is what it has reported, and a little more', () => {
    const uptimes = createUptimes()
    uptimes.report(2, DAY - 1, 10)
    uptimes.report(1, DAY + 10_000, 1_000)
    uptimes.report(1, DAY + 12_400, 3_400)
    expect(uptimes.upIn(1, SECOND_DAY)).toBe(3_400 + UNSAID)
    uptimes.report(1, DAY + 50_000, 600)
    expect(uptimes.upIn(1, SECOND_DAY)).toBe(4_000 + 2 * UNSAID)
    expect(uptimes.upIn(3, SECOND_DAY)).toBe(0)
    expect(uptimes.upIn(2, SECOND_DAY)).toBe(UNSAID - 1)
  })

  it('is not known where reports may have been missed', () => {
    const uptimes = createUptimes()
    expect(uptimes.upIn(1, SECOND_DAY)).toBe(DAY)
    uptimes.report(2, DAY + 1, 10)
    expect(uptimes.upIn(1, SECOND_DAY)).toBe(DAY)
    uptimes.report(2, 2 * DAY + 1, 10)
    uptimes.lose()
    expect(uptimes.upIn(1, { from: 2 * DAY, to: 3 * DAY })).toBe(DAY)
  })

  it('is not known while a node that has been up for long need not have said so yet', () => {
    const uptimes = createUptimes()
    uptimes.report(2, DAY, 10)
    const minuteFrom = (from: number) => ({ from, to: from + 60 })
    expect(uptimes.upIn(1, minuteFrom(DAY + 60))).toBe(60)
    expect(uptimes.upIn(1, minuteFrom(DAY + UNSAID))).toBe(0)
  })

  it('bounds what it can have been used for', () => {
    const has = { cru: 1n, mru: 2n * GIB, sru: 60n * GIB, hru: 0n }
    expect(isBeyond(has, DAY, USED)).toBe(false)
    expect(isBeyond(has, DAY - 1, USED)).toBe(true)
    expect(isBeyond(has, DAY, { ...USED, cru: 4n * 86_400n })).toBe(false)
    expect(isBeyond(has, DAY, { ...USED, cru: 4n * 86_400n + 1n })).toBe(true)
    expect(isBeyond(has, DAY, { ...USED, hru: 1n })).toBe(true)
  })
})
