import { describe, expect, it } from 'vitest'
import { createMemoryStore, decode, encode } from '../../../src/kernel/index.ts'
import { gib } from '../nodes.ts'
import { startFarm } from './stage.ts'

const HALF = gib(0, 100, 14, 8)
const ok = (power: string) => ({ ok: true, value: { power } })
const refused = (reason: string, retryable = false) => ({ ok: false, refusal: { code: 'refused', reason, retryable } })
const powers = async (farm: Awaited<ReturnType<typeof startFarm>>) =>
  Object.fromEntries((await farm.nodes()).map(({ id, power }) => [id, power]))

describe('a farm', () => {
  it('reads all its nodes at a marked block, asks them how they are, and acknowledges', async () => {
    const farm = await startFarm([1, 2, 3], { excluded: [3], priority: [2] })
    await farm.begin()
    expect(farm.resyncs()).toEqual({ needed: 1, done: 1 })
    expect((await farm.nodes()).map(({ id, power, used }) => [id, power, used])).toEqual([
      [2, 'on', gib(0, 100, 2, 0)],
      [1, 'on', gib(0, 100, 2, 0)],
    ])
  })

  it('refuses for now before it has read them, and for good what is not its own', async () => {
    const farm = await startFarm([1, 2])
    expect(await farm.wake(1)).toMatchObject(refused('unavailable', true))
    await farm.begin()
    expect(await farm.wake(9)).toMatchObject(refused('no-such-node'))
  })
})

describe('the end of the node', () => {
  it('waits for no node of the farm that nothing is being done to', async () => {
    const farm = await startFarm([1, 2])
    await farm.begin()
    await farm.power(2, 'Down', 'Down')
    const ending = farm.system.stop('test')
    await farm.system.settled()
    expect(await Promise.race([ending, Promise.resolve('waiting')])).toMatchObject({ late: [] })
  })
})

describe('a claim', () => {
  it('is granted as long as there is room, once by each name, and never twice over', async () => {
    const farm = await startFarm([1])
    await farm.begin()
    const claims = ['a', 'b', 'c', 'a'].map((name) => farm.claim(1, name, HALF))
    expect(await Promise.all(claims)).toMatchObject([ok('on'), ok('on'), refused('capacity'), ok('on')])
    expect((await farm.nodes())[0]).toMatchObject({ openClaims: 2, used: gib(0, 300, 30, 16) })
    await farm.release(1, 'a')
    expect(await farm.claim(1, 'c', HALF)).toMatchObject(ok('on'))
  })

  it('waits for what a node that is up says of itself: until then nobody knows what is taken of it', async () => {
    const farm = await startFarm([1])
    farm.machines.get(1)!.answers = false
    await farm.begin()
    expect(await farm.claim(1, 'a', HALF)).toMatchObject(refused('unheard', true))
    farm.machines.get(1)!.answers = true
    await farm.minutes(2)
    expect(await farm.claim(1, 'a', HALF)).toMatchObject(ok('on'))
  })

  it('leaves to a node that was never heard what nodes need for themselves', async () => {
    const farm = await startFarm([1, 2])
    farm.machines.get(1)!.answers = false
    farm.state.set('NodePower/1', { state: { down: 1 }, target: 'Down' })
    await farm.begin()
    expect(await farm.claim(1, 'a', gib(0, 0, 32, 8))).toMatchObject(refused('capacity'))
    expect(await farm.claim(1, 'a', gib(0, 0, 30, 8))).toMatchObject(ok('off'))
  })

  it('falls back when nothing has come of it, and goes over into what the node says when it has', async () => {
    const farm = await startFarm([1])
    await farm.begin()
    await farm.claim(1, 'a', HALF)
    await farm.claim(1, 'b', HALF)
    farm.machines.get(1)!.used = gib(0, 200, 16, 8)
    await farm.release(1, 'a', true)
    await farm.minutes(1)
    expect((await farm.nodes())[0]).toMatchObject({ openClaims: 1, used: gib(0, 300, 30, 16) })
    await farm.minutes(31)
    expect((await farm.nodes())[0]).toMatchObject({ openClaims: 0, used: gib(0, 200, 16, 8) })
  })

  it('wakes a node that sleeps', async () => {
    const farm = await startFarm([1, 2])
    await farm.begin()
    await farm.power(1, 'Down', 'Down')
    expect(await farm.claim(1, 'a', HALF)).toMatchObject(ok('off'))
    expect(farm.told()).toEqual(['1 Up'])
    expect(await powers(farm)).toEqual({ 1: 'wakingUp', 2: 'on' })
    await farm.power(1, 'Up', 'Up')
    expect(await powers(farm)).toEqual({ 1: 'on', 2: 'on' })
  })
})

describe('the power of a node', () => {
  it('follows what the chain says', async () => {
    const farm = await startFarm([1])
    await farm.begin()
    const seen = []
    for (const [state, target] of [
      ['Up', 'Down'],
      ['Down', 'Down'],
      ['Down', 'Up'],
      ['Up', 'Up'],
    ] as const) {
      await farm.power(1, state, target)
      seen.push((await powers(farm))[1])
    }
    expect(seen).toEqual(['shuttingDown', 'off', 'wakingUp', 'on'])
  })

  it('goes down when told, unless there is a reason against it', async () => {
    const farm = await startFarm([1, 2, 3], { neverShutDown: [3] })
    await farm.begin()
    expect(await farm.sleep(1)).toMatchObject(refused('changed-recently', true))
    await farm.minutes(31)
    expect(await farm.sleep(3)).toMatchObject(refused('never-shutdown'))
    await farm.claim(2, 'a', HALF)
    expect(await farm.sleep(2)).toMatchObject(refused('claimed'))
    expect(await farm.sleep(1)).toMatchObject({ ok: true })
    expect(farm.told()).toEqual(['1 Down'])
    expect((await powers(farm))[1]).toBe('shuttingDown')
    await farm.power(1, 'Down', 'Down')
    expect((await powers(farm))[1]).toBe('off')
  })

  it('leaves the last node on', async () => {
    const farm = await startFarm([1, 2])
    await farm.begin()
    await farm.minutes(31)
    const asked = [farm.sleep(1), farm.sleep(2)]
    expect(await Promise.all(asked)).toMatchObject([{ ok: true }, refused('last-node')])
  })

  it('stays on when the chain does not take it', async () => {
    const farm = await startFarm([1, 2])
    await farm.begin()
    await farm.minutes(31)
    farm.submitBy(() => ({
      result: 'failed',
      error: { pallet: 'TfgridModule', name: 'NodeHasActiveContracts', retryable: false },
    }))
    await farm.sleep(1)
    expect((await powers(farm))[1]).toBe('on')
  })

  it('is called by another node while there is time, then told again, and is given up with an alarm', async () => {
    const farm = await startFarm([1, 2, 3])
    await farm.begin()
    await farm.power(1, 'Down', 'Down')
    farm.machines.get(1)!.answers = false
    expect(await farm.wake(1)).toMatchObject(ok('off'))
    const callers = () => farm.wakes.map(({ sibling, node }) => `${sibling} calls ${node}`)
    await farm.minutes(9)
    expect(callers()).toEqual([])
    await farm.minutes(2)
    expect(callers()).toEqual(['2 calls 1'])
    await farm.minutes(10)
    expect(callers()).toEqual(['2 calls 1', '3 calls 1'])
    expect(farm.told()).toEqual(['1 Up'])
    await farm.minutes(10)
    expect(farm.told()).toEqual(['1 Up', '1 Up'])
    await farm.minutes(31)
    expect(farm.told()).toHaveLength(3)
    expect(callers().slice(0, 4)).toEqual(['2 calls 1', '3 calls 1', '2 calls 1', '3 calls 1'])
    await farm.minutes(31)
    expect(farm.facts('grid.NodeDidNotWake')).toEqual([{ nodeId: 1, attempts: 3 }])
    expect((await powers(farm))[1]).toBe('unreachable')
    farm.machines.get(1)!.answers = true
    await farm.minutes(2)
    expect((await powers(farm))[1]).toBe('on')
  })

  it('is unreachable after some rounds of silence, and on again with the first answer', async () => {
    const farm = await startFarm([1, 2])
    await farm.begin()
    farm.machines.get(1)!.answers = false
    await farm.minutes(4)
    expect(await powers(farm)).toEqual({ 1: 'unreachable', 2: 'on' })
    expect(await farm.claim(1, 'a', HALF)).toMatchObject({ ok: false })
    farm.machines.get(1)!.answers = true
    await farm.minutes(2)
    expect((await powers(farm))[1]).toBe('on')
  })
})

describe('what happens while the farm is read', () => {
  it('is known afterwards', async () => {
    const farm = await startFarm([1, 2])
    const reading = farm.block({ marked: true })
    // What is read now brings what was there before.
    const letGo = await farm.holdAt('NodePower/2')
    await farm.power(2, 'Down', 'Down')
    letGo()
    await reading
    await farm.minutes(0)
    expect(await powers(farm)).toEqual({ 1: 'on', 2: 'off' })
  })
})

describe('a node saved by an earlier version', () => {
  it('keeps what is claimed of it, and is called while there is time', async () => {
    const store = createMemoryStore()
    const before = await startFarm([1, 2], {}, { store })
    await before.begin()
    await before.power(1, 'Down', 'Down')
    before.machines.get(1)!.answers = false
    expect(await before.claim(1, 'a', HALF)).toMatchObject(ok('off'))
    await before.minutes(1)
    const name = 'farm/grid-node/1'
    const now = decode(store.get(name)!) as { snapshot: { value: unknown; context: { calls?: number } } }
    expect(now.snapshot.value).toEqual({ wakingUp: 'booting' })
    const { calls: _, ...context } = now.snapshot.context
    store.put([[name, encode({ ...now, version: 1, snapshot: { ...now.snapshot, value: 'wakingUp', context } })]])

    const after = await startFarm([1, 2], {}, { store, state: before.state })
    after.machines.get(1)!.answers = false
    await after.begin()
    expect((await after.nodes())[0]).toMatchObject({ power: 'wakingUp', openClaims: 1 })
    await after.minutes(11)
    expect(after.told()).toEqual([])
    expect(after.wakes).toEqual([{ sibling: 2, node: 1 }])
  })
})
