/** What the chain refuses of bills under service contracts, and that this node does not ask for it. */
import { describe, expect, it } from 'vitest'
import { metadataOf } from '../../../src/grid/billing/modes/metadata.ts'
import { balances } from '../../devnet/calls.ts'
import { EVERY, startContracted } from '../../grid/billing/contracted.ts'
import { smallFor } from '../../grid/billing/nodes.ts'

describe('3.10 #103 a bill under a service contract', () => {
  it('asks for the variable fee of an hour at the most, and for all of it', async () => {
    const farm = await startContracted(1_000n)
    const period = farm.period(EVERY)
    await farm.blocksUntil(() => farm.usageRecords.last() !== undefined, 'seen the clock')
    // More than a thousand thousandths of a USD.
    const many = smallFor(EVERY)
    const used = { ...many, cru: 16n * many.cru, mru: 0n, ipv4: 100_000n * BigInt(EVERY) }
    farm.nodes[0]!.run(period, { agreement: 1n, deployment: 1n, used })
    farm.passTo(period + 2, EVERY)
    await farm.blocksUntil(() => farm.serviceBills().length > 0, 'billed')
    expect(farm.serviceBills()[0]!.bill).toMatchObject({ variableAmount: 1_000n, window: 3_600n })
    expect(farm.billRecords.lastOf('service/1')!.total).toBeGreaterThan(1_000n * 10_000n)
  })

  it('has metadata of fewer than 50 bytes, whatever it is of', () => {
    const root = `0x${'ff'.repeat(32)}`
    const metadata = metadataOf({ first: 2 ** 32 - 1, last: 2 ** 32 - 1, carried: 2n ** 64n - 1n, root })
    expect(metadata).toMatch(/^0x[0-9a-f]{98}$/)
    expect(() => metadataOf({ first: 0, last: 0, carried: 2n ** 64n, root })).toThrow(RangeError)
  })

  it('changes nothing on the chain while its consumer has no funds', async () => {
    const farm = await startContracted()
    const { bob, charlie } = farm
    const period = farm.period(EVERY)
    farm.nodes[0]!.run(period, { agreement: 1n, deployment: 1n, used: smallFor(EVERY) })
    const value = farm.free(bob) - 50_000n
    farm.send(bob, balances('transfer_keep_alive', { dest: { type: 'Id', value: charlie.account }, value }))
    const before = farm.service(1n)
    const left = farm.free(bob)
    farm.passTo(period + 1, EVERY)
    await farm.blocksUntil(() => farm.told('grid.GraceStarted').length > 0, 'it cannot pay')
    for (let block = 0; block < 10; block += 1) farm.seal()
    expect(farm.service(1n)).toEqual(before)
    expect(farm.free(bob)).toBe(left)
    expect(farm.serviceBills()).toEqual([])
  })
})
