import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Stage, setStage } from './harness.ts'
import { reeve } from './reeve.ts'

let folder: string
let stage: Stage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-resume-'))
  stage = await setStage({ seed: 5, requests: 0 })
})

afterEach(async () => {
  await stage.stop()
  await rm(folder, { recursive: true })
})

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
    const file = join(folder, 'blocks')
    await writeFile(join(folder, 'ledger.ts'), ledger(file))
    await writeFile(
      join(folder, 'reeve.yaml'),
      `chain: { endpoints: [${stage.devnet.url}] }\nactors: { ledger: { use: ./ledger.ts } }\n`,
    )
    let last = 0
    const reaches = async (number: number) => {
      for (let turn = 0; last < number; turn += 1) {
        if (turn === 2_000) throw new Error(`no block ${number} after ${(await written(file)).join(' ')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
        last = Math.max(0, ...(await written(file)))
      }
    }

    const seal = (count: number) => {
      for (let made = 0; made < count; made += 1) stage.devnet.seal()
    }
    for (const _ of [1, 2, 3]) {
      const process = reeve(['run'], { cwd: folder })
      await process.shows('connected')
      seal(30)
      await reaches(stage.devnet.chain.finalized.number)
      process.signal('SIGKILL')
      await process.finished
      seal(120)
    }
    const process = reeve(['run'], { cwd: folder })
    await reaches(stage.devnet.chain.finalized.number)
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
    await writeFile(join(folder, 'reeve.yaml'), `chain: { endpoints: [${stage.devnet.url}] }\n`)
    const first = reeve(['run'], { cwd: folder })
    await first.shows('connected')
    const { code, stderr } = await reeve(['run'], { cwd: folder }).finished
    expect(code).toBe(1)
    expect(stderr).toContain('data: is in use by another process')
    first.signal('SIGTERM')
    await first.finished
  }, 60_000)
})
