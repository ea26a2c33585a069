import { expect, it } from 'vitest'
import { openUsageRecords } from '../../../src/grid/proof/records/records.ts'

const noted = (deployment: bigint, nodeId = 1) => ({ deployment, twinId: 2, nodeId, hash: 'd'.repeat(32) })

it('knows a contract up to the period in which it has ended, by the time of a block that is not before its end', () => {
  const records = openUsageRecords(':memory:')
  for (const deployment of [1n, 2n, 3n]) records.noteContract(noted(deployment))
  records.endContract(1n, 1, 10)
  records.endContract(2n, 1, 12)
  // It is heard of block 12 while that of block 11, of the day before, is still looked at.
  records.dateContracts(100, 11, [1])
  expect([100, 101].map((period) => records.contractIn(1n, period)?.deployment)).toEqual([1n, undefined])
  expect(records.contractIn(2n, 101)).toEqual(noted(2n))
  records.dateContracts(101, 12, [1])
  expect([101, 102].map((period) => records.contractIn(2n, period)?.deployment)).toEqual([2n, undefined])
  expect(records.contractIn(3n, 102)).toEqual(noted(3n))
  records.close()
})

it('does not take one for there that was read before its end and is written after it, and keeps none of other farms', () => {
  const records = openUsageRecords(':memory:')
  records.endContract(1n, 1, 10)
  records.findContract(noted(1n))
  expect(records.contractIn(1n, 100)).toBeUndefined()
  records.noteContract(noted(2n, 7))
  records.dateContracts(100, 11, [1])
  expect(records.contractIn(2n, 100)).toBeUndefined()
  records.close()
})
