import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useFolder } from '../folder.ts'
import { pause, useStage } from './harness.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()
const stage = useStage({ seed: 5, requests: 0 })

/** An actor that writes down every finalized block it is given. */
const ledger = (file: string) => `import { appendFileSync } from 'node:fs'
import { BlockFinalized, defineUnit } from '${new URL('../../src/index.ts', import.meta.url).pathname}'
export default defineUnit({
  name: 'ledger',
  consumes: [BlockFinalized],
  handlers: { 'chain.BlockFinalized': ({ number }) => appendFileSync('${file}', number + '\\n') },
})
`

async function written(file: string): Promise<number[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(Number)
}

describe('reeve run, killed and started again', () => {
  it('goes on after the last block that its actors were through with, and leaves none out', async () => {
    const file = join(folder.path, 'blocks')
    await folder.put('ledger.ts', ledger(file))
    await folder.put(
      'reeve.yaml',
      `chain: { endpoints: [${stage().devnet.url}] }\nactors: { ledger: { use: ./ledger.ts } }\n`,
    )
    let last = 0
    const reaches = async (number: number) => {
      for (let turn = 0; last < number; turn += 1) {
        if (turn === 2_000) throw new Error(`no block ${number} after ${(await written(file)).join(' ')}`)
        await pause(10)
        last = Math.max(0, ...(await written(file)))
      }
    }

    const seal = (count: number) => {
      for (let made = 0; made < count; made += 1) stage().devnet.seal()
    }
    for (const _ of [1, 2, 3]) {
      const process = reeve(['run'], { cwd: folder.path })
      await process.shows('connected')
      seal(30)
      await reaches(stage().devnet.chain.finalized.number)
      process.signal('SIGKILL')
      await process.finished
      seal(120)
    }
    const process = reeve(['run'], { cwd: folder.path })
    await reaches(stage().devnet.chain.finalized.number)
    process.signal('SIGTERM')
    expect((await process.finished).code).toBe(0)

    const numbers = await written(file)
    const first = numbers[0]!
    const all = new Set(numbers)
    for (let number = first; number <= last; number += 1) expect(all).toContain(number)
    // A repeat is only of what was not known to be settled when the process died.
    expect(numbers.length - all.size).toBeLessThan(30)
  }, 90_000)

  it('does not share its data with another that runs', async () => {
    await folder.put('reeve.yaml', `chain: { endpoints: [${stage().devnet.url}] }\n`)
    const first = reeve(['run'], { cwd: folder.path })
    await first.shows('connected')
    const { code, stderr } = await reeve(['run'], { cwd: folder.path }).finished
    expect(code).toBe(1)
    expect(stderr).toContain('data: is in use by another process')
    first.signal('SIGTERM')
    await first.finished
  }, 60_000)
})
