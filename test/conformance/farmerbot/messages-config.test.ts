/** The farmerbot's file (3.3), as the behaviours of 3.10 have it. */
import { describe, expect, it } from 'vitest'
import { farmFile } from '../../../src/grid/config/farm-file.ts'
import { farmProblems } from '../../../src/grid/config/managed-nodes.ts'
import { checkFarm } from '../../../src/node/grid/check.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()

const check = async (text: string) => {
  const file = await folder.put('farm.yaml', text)
  return checkFarm({ file, cwd: folder.path, chain: [] })
}
const complaint = (text: string): Promise<string> =>
  check(text).then(
    () => 'good',
    ({ message }: Error) => message,
  )
const power = (text: string) => `farm_id: 3\npower:\n${text}`

describe('3.10 config', () => {
  it('#88 thresholds: 30 is 50, 100 is 80, 0 is 80, 110 is an error', async () => {
    const of = async (share: number) =>
      (await check(power(`  wake_up_threshold: {cru: ${share}}\n`))).power.wake_up_threshold.cru
    expect([await of(30), await of(100), await of(0)]).toEqual([50, 80, 80])
    expect(await complaint(power('  wake_up_threshold: {cru: 110}\n'))).toContain('at most 100 percent')
  })

  it('#89 overprovision: 0 is 2, 6 is an error', async () => {
    expect((await check(power('  overprovision_cpu: 0\n'))).power.overprovision_cpu).toBe(2)
    expect(await complaint(power('  overprovision_cpu: 6\n'))).toContain('from 1 to 4')
  })

  it('#90 wake-ups a round: 0 is 1', async () => {
    expect((await check(power('  periodic_wake_up_limit: 0\n'))).power.periodic_wake_up_limit).toBe(1)
  })

  it('#91 one node included and another excluded: too few to be managed', async () => {
    expect(await complaint('farm_id: 3\nincluded_nodes: [1]\nexcluded_nodes: [2]\n')).toContain('at least 2 nodes')
  })

  it('#92 farm 0 and node 0 are none', async () => {
    expect(await complaint('farm_id: 0\n')).toContain('a number from 1')
    expect(await complaint('farm_id: 3\nincluded_nodes: [0, 1]\n')).toContain('included_nodes.0')
  })

  it('#93 a list is no config; a node both included and excluded is an error', async () => {
    expect(await complaint('[]\n')).toContain('a farm: farm_id')
    expect(await complaint('farm_id: 3\nincluded_nodes: [1, 2, 3]\nexcluded_nodes: [2]\n')).toContain(
      'node 2 is also among the excluded nodes',
    )
  })

  it('#93 times: two digits each as in the Go bot; V takes 8:30AM, which is told how to be written', async () => {
    const of = async (time: string) =>
      (await check(power(`  periodic_wake_up_start: ${time}\n`))).power.periodic_wake_up_start
    expect(await of('08:30AM')).toBe(8 * 60 + 30)
    for (const time of ['"7:3"', '8:30AM'])
      expect(await complaint(power(`  periodic_wake_up_start: ${time}\n`))).toContain('two digits each, then AM or PM')
  })

  it('#96 the account of another farmer: an error that names both twins', () => {
    const [problem] = farmProblems(farmFile.parse({ farm_id: 3 }), { id: 3, twinId: 7, nodes: [1, 2] }, 9)
    expect(problem?.message).toBe('farm 3 is of twin 7, and the account is of twin 9')
  })

  it('says the place, what stands there and the way out of everything that is wrong at once', async () => {
    const text = await complaint('farm_id: three\nneverever: [1]\npower:\n  periodic_wake_up_limit: -1\n')
    expect(text).toContain('farm.yaml:1:10  farm_id: has the wrong value')
    expect(text).toContain('found:    "three"')
    expect(text).toContain('neverever: there is no such key')
    expect(text).toContain('power.periodic_wake_up_limit')
  })
})
