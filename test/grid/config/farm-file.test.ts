import { describe, expect, it } from 'vitest'
import { farmFile } from '../../../src/grid/config/farm-file.ts'
import { farmProblems, managedNodes } from '../../../src/grid/config/managed-nodes.ts'

const parsed = (file: unknown) => farmFile.parse(file)
const wrong = (file: unknown) => {
  const { success, error } = farmFile.safeParse(file)
  return success ? [] : error!.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
const FARM = { id: 3, twinId: 7, nodes: [1, 2, 3, 4] }

describe("a farmerbot's file", () => {
  it('has defaults for all but the farm', () => {
    expect(parsed({ farm_id: 3 })).toEqual({
      farm_id: 3,
      included_nodes: [],
      excluded_nodes: [],
      priority_nodes: [],
      never_shutdown_nodes: [],
      power: {
        periodic_wake_up_start: 0,
        periodic_wake_up_limit: 1,
        overprovision_cpu: 2,
        wake_up_threshold: { cru: 80, sru: 80, mru: 80, hru: 80 },
      },
    })
  })

  it('brings shares to between 50 and 80 percent, and refuses those that are none', () => {
    const shares = (cru: number) =>
      parsed({ farm_id: 1, power: { wake_up_threshold: { cru } } }).power.wake_up_threshold
    expect([30, 60, 100, 0].map((share) => shares(share).cru)).toEqual([50, 60, 80, 80])
    expect(wrong({ farm_id: 1, power: { wake_up_threshold: { cru: 110 } } })).toEqual([
      'power.wake_up_threshold.cru: at most 100 percent',
    ])
  })

  it.each([
    ['08:30AM', 510],
    ['12:00AM', 0],
    ['12:15PM', 735],
    ['11:59PM', 1_439],
  ])('reads %s', (periodic_wake_up_start, minutes) => {
    expect(parsed({ farm_id: 1, power: { periodic_wake_up_start } }).power.periodic_wake_up_start).toBe(minutes)
  })

  it.each(['7:3', '8:30AM', '13:00PM', '08:60AM', '08:30'])('refuses the time %s', (periodic_wake_up_start) => {
    expect(wrong({ farm_id: 1, power: { periodic_wake_up_start } })).toEqual([
      `power.periodic_wake_up_start: "${periodic_wake_up_start}" is not a time such as 08:30AM: two digits each, then AM or PM`,
    ])
  })

  it('refuses what contradicts itself', () => {
    expect(wrong({ farm_id: 1, included_nodes: [1, 2, 3], excluded_nodes: [2] })).toEqual([
      'included_nodes.1: node 2 is also among the excluded nodes',
    ])
    expect(wrong({ farm_id: 1, included_nodes: [1, 2], priority_nodes: [3], never_shutdown_nodes: [4] })).toEqual([
      'priority_nodes.0: node 3 is not among the included nodes',
      'never_shutdown_nodes.0: node 4 is not among the included nodes',
    ])
    expect(wrong({ farm_id: 1, included_nodes: [1], excluded_nodes: [2] })).toEqual([
      'included_nodes: at least 2 nodes',
    ])
  })

  it('refuses what is no farm, and says which key', () => {
    expect(wrong([])).toHaveLength(1)
    expect(wrong({ farm_id: 0 })).toEqual(['farm_id: a number from 1'])
    expect(wrong({ farm_id: 1, power: { overprovision_cpu: 6 } })).toEqual(['power.overprovision_cpu: from 1 to 4'])
    expect(wrong({ farm_id: 1, include_nodes: [1] })[0]).toContain('include_nodes')
  })
})

describe('the nodes of a farm', () => {
  it('are managed with those of priority first', () => {
    const file = parsed({ farm_id: 3, excluded_nodes: [2], priority_nodes: [4, 4, 3] })
    expect(managedNodes(file, FARM)).toEqual([4, 3, 1])
    expect(farmProblems(file, FARM, 7)).toEqual([])
  })

  it('are refused when they are not in the farm, too few, or not of the account', () => {
    expect(farmProblems(parsed({ farm_id: 3, included_nodes: [1, 9] }), FARM, 7).map(({ message }) => message)).toEqual(
      ['node 9 is not in farm 3: it has 1, 2, 3, 4', 'leaves 1 nodes to be managed; at least 2'],
    )
    expect(farmProblems(parsed({ farm_id: 3 }), FARM, 8).map(({ message }) => message)).toEqual([
      'farm 3 is of twin 7, and the account is of twin 8',
    ])
  })
})
