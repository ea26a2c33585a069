import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kernel/index.ts'
import { effectsOn } from '../crash/effects.ts'
import { useFolder } from '../folder.ts'
import { pause, useStage } from './harness.ts'
import { type RunningReeve, reeve } from './reeve.ts'

const INTENTS = 60
const KILLS = 8

const folder = useFolder()
const stage = useStage({ seed: 9, requests: 0 })

const ASKER = fileURLToPath(new URL('../crash/asker.ts', import.meta.url))

describe('reeve run, killed again and again while it submits', () => {
  it('brings every intent to the chain exactly once, though the pool loses transactions', async () => {
    const random = createRandom(77)
    const done = join(folder.path, 'done')
    await folder.put(
      'reeve.yaml',
      `chain: { endpoints: [${stage().devnet.url}] }
account: { uri: //Bob }
actors:
  asker: { use: ${ASKER}, config: { intents: ${INTENTS}, done: ${done} } }
  agreement: { enabled: false }
  transactions: { config: { eraPeriod: 16, retryAfter: 20 } }
`,
    )
    const known = async () => (await readFile(done, 'utf8').catch(() => '')).split('\n').filter((key) => key !== '')
    stage().devnet.produce(25)
    let running: RunningReeve | undefined
    let killed = 0
    while (killed < KILLS) {
      running = reeve(['run'], { cwd: folder.path })
      await running.shows('connected')
      // From before anything is signed to long after.
      await pause(20 + random() * 250)
      if (random() < 0.4) stage().devnet.chain.pool.clear()
      running.signal('SIGKILL')
      await running.finished
      killed += 1
    }
    running = reeve(['run'], { cwd: folder.path })
    // Before that a signal ends it the system's way, however little is left to do.
    await running.shows('connected')
    for (let waited = 0; new Set(await known()).size < INTENTS && waited < 3_000; waited += 1) await pause(10)
    expect(new Set(await known()).size).toBe(INTENTS)
    running.signal('SIGTERM')
    expect((await running.finished).code).toBe(0)
    // Long enough for anything that is still about to land.
    await pause(25 * 20)
    stage().devnet.pause()
    const counts = effectsOn(stage().devnet.chain)
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([])
    expect(counts.size).toBe(INTENTS)
  }, 120_000)
})
