import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DutyChanged } from '../../../src/chain/duties/events.ts'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import { createSystem, createVirtualClock, type PayloadOf } from '../../../src/kernel/index.ts'
import { openDutyBoard } from '../../../src/node/duties/board.ts'
import { readDuties } from '../../../src/node/duties/read.ts'
import { renderDuties } from '../../../src/node/duties/render.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()

/** A run of a node that tells of duties. */
function startRun() {
  const clock = createVirtualClock()
  const system = createSystem({ clock })
  const board = openDutyBoard(join(folder.path, 'duties.db'), () => clock.now())
  system.attach(board.tracer)
  return {
    board,
    block(number: number) {
      clock.advance(1_000)
      system.emit(BlockFinalized, { number, hash: '0x', parentHash: '0x', resync: [] })
    },
    told: (change: PayloadOf<typeof DutyChanged>) => void system.emit(DutyChanged, change),
  }
}

const shown = () => renderDuties(readDuties(folder.path)!)

describe('the board of duties', () => {
  it('is not there before a node has run', () => {
    expect(readDuties(folder.path)).toBeUndefined()
  })

  it('shows while the node runs what is due, running, missed and done, the nearest deadline first', () => {
    const run = startRun()
    run.block(100)
    run.told({ kind: 'checkpoint', key: '7/12', state: 'due', deadline: 130 })
    run.told({ kind: 'challenge', key: '500/a', state: 'running', deadline: 500 })
    run.told({ kind: 'challenge', key: '400/b', state: 'running', deadline: 400, detail: 'builds a proof' })
    run.block(110)
    run.told({ kind: 'checkpoint', key: '7/12', state: 'running' })
    run.told({
      kind: 'agreement',
      key: '3',
      state: 'done',
      outcome: 'accepted',
      detail: 'request for bucket 3 accepted',
    })
    run.told({ kind: 'agreement', key: '4', state: 'missed' })
    run.block(120)
    expect(shown()).toBe(
      [
        'block 120',
        '',
        'running (3)',
        '  checkpoint    7/12                     10 blocks left',
        '  challenge     400/b                    280 blocks left  builds a proof',
        '  challenge     500/a                    380 blocks left',
        '',
        'missed (1)',
        '  agreement     4                        since block 110',
        '',
        'done (1)',
        '  agreement     3                        since block 110  request for bucket 3 accepted',
        '',
      ].join('\n'),
    )
    run.board.close()
  })

  it('shows the minutes that are left of what goes by the clock, after what goes by blocks', () => {
    const run = startRun()
    run.block(100)
    run.told({ kind: 'wake', key: '12', state: 'running', by: 31 * 60_000 + 2_000, detail: 'told' })
    run.told({ kind: 'bill', key: 'farm/1/20', state: 'due', by: 3 * 60_000 })
    run.told({ kind: 'bill', key: 'farm/1/19', state: 'due', by: 2 * 60_000 })
    run.block(101)
    // What it is to be done by is not said again.
    run.told({ kind: 'wake', key: '12', state: 'running', detail: 'told 2 times' })
    run.block(102)
    expect(
      shown()
        .split('\n')
        .filter((line) => line.startsWith('  ')),
    ).toEqual([
      '  wake          12                       30 min left  told 2 times',
      '  bill          farm/1/19                1 min left',
      '  bill          farm/1/20                2 min left',
    ])
    run.board.close()
  })

  it('tells what a later run has not taken up again from what it has', () => {
    const first = startRun()
    first.block(10)
    for (const key of ['1', '2']) first.told({ kind: 'challenge', key, state: 'running', deadline: 50 })
    first.board.close()
    const second = startRun()
    second.block(20)
    second.told({ kind: 'challenge', key: '2', state: 'running' })
    second.board.close()
    const { duties, left, finalized } = readDuties(folder.path)!
    expect(finalized).toBe(20)
    expect(duties).toMatchObject([{ key: '2', deadline: 50 }])
    expect(left).toMatchObject([{ key: '1' }])
    expect(shown()).toContain('of an earlier run, not taken up again (1)')
  })

  it('keeps the last of those that are over, and all that are not', () => {
    const run = startRun()
    run.told({ kind: 'checkpoint', key: 'open', state: 'due' })
    for (let key = 0; key < 1_500; key += 1) run.told({ kind: 'checkpoint', key: String(key), state: 'done' })
    run.board.close()
    const { duties } = readDuties(folder.path)!
    expect(duties).toHaveLength(1_001)
    expect(duties.some(({ key }) => key === 'open')).toBe(true)
    expect(duties.some(({ key }) => key === '1499')).toBe(true)
    expect(shown()).toContain('  and 980 more')
  })

  it('says that there are none', () => {
    startRun().board.close()
    expect(shown()).toBe('block 0\nno duties\n')
  })
})
