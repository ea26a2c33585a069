import { describe, expect, it } from 'vitest'
import { TwinDeleted, TwinStored, TwinUpdated } from '../../../src/grid/chain-facts.ts'
import { TwinAccount } from '../../../src/grid/twins/events.ts'
import { twinsMemory } from '../../../src/grid/twins/handlers.ts'
import { twinsUnit } from '../../../src/grid/twins/spec.ts'
import { startStage } from '../../storage/stage.ts'

const ALICE = `0x${'a1'.repeat(32)}`
const BOB = `0x${'b0'.repeat(32)}`

async function start() {
  const chain = await startStage(twinsUnit, { ports: { twins: twinsMemory() } })
  const block = { number: 1, hash: `0x${'00'.repeat(32)}` }
  return {
    ...chain,
    set: (id: number, accountId: string | null) =>
      void chain.state.set(`Twins/${id}`, accountId === null ? null : { id, accountId, relay: null, pk: null }),
    async account(twinId: number) {
      const asked = chain.system.ask(TwinAccount, { twinId })
      await chain.system.settled()
      const outcome = await asked
      return outcome.ok ? outcome.value.account : outcome.refusal
    },
    async tell(fact: typeof TwinStored | typeof TwinUpdated, id: number) {
      chain.system.emit(fact, { 0: { id }, block })
      await chain.system.settled()
    },
    async drop(id: number) {
      chain.system.emit(TwinDeleted, { 0: id, block })
      await chain.system.settled()
    },
  }
}

describe('the accounts of twins', () => {
  it('are read once, those that are not there too', async () => {
    const twins = await start()
    await twins.block({ marked: true })
    twins.set(1, ALICE)
    expect([await twins.account(1), await twins.account(1), await twins.account(2), await twins.account(2)]).toEqual([
      ALICE,
      ALICE,
      null,
      null,
    ])
    expect(twins.reads()).toEqual(['Twins/1', 'Twins/2'])
    expect(twins.resyncs()).toEqual({ needed: 1, done: 1 })
  })

  it('are read anew when the chain says that they are others', async () => {
    const twins = await start()
    await twins.block({ marked: true })
    expect(await twins.account(1)).toBe(null)
    twins.set(1, ALICE)
    await twins.tell(TwinStored, 1)
    expect(await twins.account(1)).toBe(ALICE)
    twins.set(1, BOB)
    await twins.tell(TwinUpdated, 1)
    expect(await twins.account(1)).toBe(BOB)
    twins.set(1, null)
    await twins.drop(1)
    expect(await twins.account(1)).toBe(null)
  })

  it('are all forgotten where blocks may have been missed', async () => {
    const twins = await start()
    await twins.block({ marked: true })
    twins.set(1, ALICE)
    await twins.account(1)
    twins.set(1, BOB)
    await twins.block({ marked: true })
    expect(await twins.account(1)).toBe(BOB)
  })

  it('are refused for now while the chain cannot be read, and found afterwards', async () => {
    const twins = await start()
    await twins.block({ marked: true })
    twins.set(1, ALICE)
    twins.failNextReads(1)
    expect(await twins.account(1)).toMatchObject({ reason: 'unavailable', retryable: true })
    expect(await twins.account(1)).toBe(ALICE)
  })
})
