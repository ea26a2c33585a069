import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type MonthOptions, runMonth } from './month.ts'
import { faultsOf, rowsOf } from './verdict.ts'

const SMALL = {
  nodes: 4,
  days: 2,
  kills: 1,
  dead: 1,
  deaf: 1,
  users: 2,
  cheats: 1,
  seed: 3,
  waitFor: 10_800,
  slots: { slot: 60, heartbeat: 600 },
}

/** Milliseconds, on a machine that has much else to do. */
const PATIENCE = 180_000

async function run(options: Omit<MonthOptions, 'folder'>) {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-month-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return runMonth({ ...options, folder })
}

describe('a few days of a farm', () => {
  it(
    'promise nothing twice, shut down nobody, bill to the unit and accuse nobody falsely',
    async () => {
      const told = await run(SMALL)
      expect(faultsOf(told)).toEqual([])
      expect(rowsOf(told).filter(({ isGood }) => isGood === false)).toEqual([])
    },
    PATIENCE,
  )

  it(
    'are the same again by the same seed',
    async () => {
      const shorter = { ...SMALL, days: 1, nodes: 2, dead: 0, cheats: 0 }
      const first = await run(shorter)
      expect(await run(shorter)).toEqual(first)
    },
    PATIENCE,
  )
})
