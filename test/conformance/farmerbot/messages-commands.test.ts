/**
 * The commands of the farmerbots, by their names and JSON (3.2), and what their behaviours (3.10) come to when they are asked for by
 * message. Where the two bots differ, or a behaviour is a known defect, the test says what Reeve does instead.
 */
import { describe, expect, it } from 'vitest'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { Refused } from '../../../src/kernel/index.ts'
import { FARMER, noNode, STRANGER, startGateway, USER } from '../../grid/messages/gateway-stage.ts'

const FIND = 'nodemanager.findnode'
const R1 = { hru: 500, sru: 100, mru: 4, cru: 2 }

type Farm = Awaited<ReturnType<typeof startGateway>>
const requestOf = async (filter: object) => {
  const farm = await startGateway()
  await farm.ask(FARMER, FIND, filter)
  return farm.placings[0]!.request
}
const asked = (farm: Farm) => farm.placings.length

describe('3.2 commands', () => {
  it('3.2 version: anyone is told, as a string', async () => {
    const farm = await startGateway()
    expect(await farm.ask(STRANGER, 'farmmanager.version', { ignored: true })).toBe('1.2.3')
  })

  it('3.2 report: every key of a node, and only those', async () => {
    const farm = await startGateway({}, { ids: [1] })
    await farm.claim(1, 'a', { cru: 4, mru: 8 * GIB, sru: 0, hru: 0 })
    await farm.pass(60_000)
    const [node] = (await farm.ask(STRANGER, 'farmmanager.report')) as Record<string, unknown>[]
    expect(node).toEqual({
      id: 1,
      state: 'ON',
      rented: false,
      has_active_contracts: false,
      dedicated: false,
      public_config: false,
      cru_usage_percentage: 50,
      sru_usage_percentage: 10,
      mru_usage_percentage: 31,
      hru_usage_percentage: 0,
      random_wakeups: 0,
      since_power_state_changed: expect.any(Number),
      since_last_time_awake: expect.any(Number),
      last_time_periodic_wakeup: '0001-01-01T00:00:00Z',
      until_claimed_resources_timeout: expect.any(Number),
    })
    // Nanoseconds.
    expect(node!['since_power_state_changed']).toBeGreaterThanOrEqual(60e9)
    expect(node!['since_last_time_awake']).toBeLessThanOrEqual(60e9)
    expect(Math.round(Number(node!['until_claimed_resources_timeout']) / 60e9)).toBe(29)
  })

  it('3.2 report: the states by their names; one that is silent is "Unreachable", for which the protocol has no word', async () => {
    const farm = await startGateway({}, { ids: [1, 2, 3, 4, 5], farm: { pollEvery: 1, silentRounds: 1 } })
    farm.machines.get(5)!.answers = false
    await farm.power(2, 'Down', 'Down')
    await farm.power(3, 'Down', 'Up')
    await farm.power(4, 'Up', 'Down')
    await farm.minutes(3)
    const report = (await farm.ask(FARMER, 'farmmanager.report')) as { id: number; state: string }[]
    expect(Object.fromEntries(report.map(({ id, state }) => [id, state]))).toEqual({
      1: 'ON',
      2: 'OFF',
      3: 'Waking up',
      4: 'Shutting down',
      5: 'Unreachable',
    })
  })

  it('3.2 report: how often it was woken by chance this month, and when for its daily look', async () => {
    const farm = await startGateway({}, { ids: [1, 2] })
    const now = farm.clock.now()
    farm.wakesKept.count({ node: 1, reason: 'random' }, now)
    farm.wakesKept.count({ node: 1, reason: 'random' }, now)
    farm.wakesKept.count({ node: 2, reason: 'periodic' }, now)
    const never = '0001-01-01T00:00:00Z'
    expect(await farm.ask(STRANGER, 'farmmanager.report')).toMatchObject([
      { id: 1, random_wakeups: 2, last_time_periodic_wakeup: never },
      { id: 2, random_wakeups: 0, last_time_periodic_wakeup: new Date(now).toISOString() },
    ])
  })

  it('3.2 report: a farm without nodes is an empty list, where the Go bot says null', async () => {
    const farm = await startGateway({}, { ids: [] })
    expect(await farm.ask(FARMER, 'farmmanager.report')).toEqual([])
  })

  it('3.2 findnode: sizes are GiB, and the answer is the id of the node alone', async () => {
    const farm = await startGateway()
    farm.placeBy(async () => 3)
    expect(await farm.ask(FARMER, FIND, R1)).toBe(3)
    expect(farm.placings[0]?.request.resources).toEqual({
      cru: 2,
      mru: 4 * GIB,
      sru: 100 * GIB,
      hru: 500 * GIB,
    })
  })

  it.each([
    ['#3', { ...R1, public_config: true }, { publicConfig: true }],
    ['#4', { ...R1, dedicated: true }, { dedicated: true }],
    ['#5', { ...R1, nodes_excluded: [3, 5] }, { excluded: [3, 5] }],
    ['#6', { ...R1, certified: true }, { certified: true }],
    ['#9', { num_gpu: 1 }, { gpus: { count: 1, vendors: [], devices: [] } }],
    ['#13', { gpu_devices: ['GeForce RTX 3050'] }, { gpus: { count: 0, vendors: [], devices: ['GeForce RTX 3050'] } }],
    ['#16', { ...R1, public_ips: 2 }, { publicIps: 2 }],
    ['#28', { gpu_vendors: ['a'], gpu_devices: ['b'] }, { gpus: { count: 0, vendors: ['a'], devices: ['b'] } }],
  ])('3.10 %s findnode: %j is asked for as such', async (_, filter, wanted) => {
    expect(await requestOf(filter)).toMatchObject(wanted)
  })

  it('3.10 #9 findnode: keys that only the documentation has (has_gpus, node_exclude) are refused, not ignored', async () => {
    const farm = await startGateway()
    for (const filter of [{ has_gpus: 1 }, { node_exclude: [1] }])
      expect(await farm.ask(FARMER, FIND, filter)).toMatchObject({ code: 'wrong-payload' })
    expect(asked(farm)).toBe(0)
  })

  it('3.10 #11 findnode: no suitable node is an error in the words of the Go bot', async () => {
    const farm = await startGateway()
    farm.placeBy(() => Promise.reject(noNode()))
    expect(await farm.ask(FARMER, FIND, R1)).toMatchObject({
      message: 'could not find a suitable node with the given options',
    })
  })

  it('3.10 #17 #23 findnode: not enough public addresses is an error of its own', async () => {
    const farm = await startGateway()
    farm.placeBy(() => Promise.reject(new Refused('not-enough-public-ips', { detail: { wanted: 3, free: 2 } })))
    expect(await farm.ask(FARMER, FIND, { ...R1, public_ips: 3 })).toMatchObject({ message: 'not enough public ips' })
  })
})

describe('3.2 authorisation', () => {
  it.each(['poweron', 'poweroff', 'includenode'])(
    '3.2 %s: the farmer alone, in the words that clients know',
    async (name) => {
      const farm = await startGateway()
      expect(await farm.ask(USER, `powermanager.${name}`, 1)).toMatchObject({
        code: 'not-authorized',
        message: `you are not authorized for this action. your twin id is \`${USER}\`, only the farm owner with twin id \`${FARMER}\` is authorized`,
      })
      expect(farm.told()).toEqual([])
    },
  )

  it('8 (11) findnode: not open to anyone unless the farmer says so; in the Go bot it is, at the cost of his fees', async () => {
    const farm = await startGateway()
    expect(await farm.ask(STRANGER, FIND, R1)).toMatchObject({ code: 'not-authorized' })
    expect(asked(farm)).toBe(0)
  })

  it('8 (11) findnode: who may ask for nodes may not claim the whole farm', async () => {
    const farm = await startGateway({ findNode: { allow: 'anyone', burst: 100 } })
    const answers = []
    for (let count = 0; count < 7; count += 1) answers.push(await farm.ask(STRANGER, FIND, R1))
    expect(answers.filter((answer) => answer === 1)).toHaveLength(5)
    expect(answers.at(-1)).toMatchObject({ code: 'too-many-claims' })
  })
})

describe('3.10 power by message', () => {
  it('#31 #40 poweroff: not so soon after the last change', async () => {
    const farm = await startGateway()
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toMatchObject({
      code: 'changed-recently',
      retryable: true,
    })
    await farm.minutes(31)
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toBe(null)
    expect(farm.told()).toEqual(['1 Down'])
  })

  it('#32 poweroff of one that is off: unchanged, and nothing is told', async () => {
    const farm = await startGateway()
    await farm.power(1, 'Down', 'Down')
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toBe(null)
    expect(farm.told()).toEqual([])
  })

  it('#34 poweroff of the last one: an error', async () => {
    const farm = await startGateway({}, { ids: [1] })
    await farm.minutes(31)
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toMatchObject({
      message: "cannot power off node '1', at least one node should be on in the farm",
    })
  })

  it('#36 poweroff of one that is never to be off: an error', async () => {
    const farm = await startGateway({}, { farm: { neverShutDown: [1] } })
    await farm.minutes(31)
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toMatchObject({ code: 'never-shutdown' })
  })

  it('#38 poweron: one that is off is told to come up, one that is on is left as it is', async () => {
    const farm = await startGateway()
    await farm.power(1, 'Down', 'Down')
    expect(await farm.ask(FARMER, 'powermanager.poweron', 1)).toBe(null)
    expect(await farm.ask(FARMER, 'powermanager.poweron', 2)).toBe(null)
    expect(farm.told()).toEqual(['1 Up'])
  })

  it('#40 #44 an unknown node: an error', async () => {
    const farm = await startGateway()
    for (const name of ['poweron', 'poweroff', 'includenode'])
      expect(await farm.ask(FARMER, `powermanager.${name}`, 9)).toMatchObject({ message: "node '9' is not found" })
  })

  it('8 (3) a node that was switched by hand stays out until it is included; in the Go bot it is back a round later', async () => {
    const farm = await startGateway({}, { farm: { pollEvery: 1 } })
    await farm.ask(FARMER, 'powermanager.poweron', 1)
    await farm.minutes(20)
    const managed = async () => (await farm.nodes()).map(({ id }) => id).toSorted()
    expect(await managed()).toEqual([2, 3])
    await farm.ask(FARMER, 'powermanager.includenode', 1)
    await farm.settle()
    expect(await managed()).toEqual([1, 2, 3])
  })

  it('8 (4) includenode: also where the config has no lists; one that is managed stays so', async () => {
    const farm = await startGateway()
    expect(await farm.ask(FARMER, 'powermanager.includenode', 1)).toBe(null)
  })
})
