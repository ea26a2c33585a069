import { describe, expect, it } from 'vitest'
import { useFolder } from '../folder.ts'
import { pause, useStage } from './harness.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()
const stage = useStage({ seed: 21, requests: 200 })

const config = (extension: string) => `chain: { endpoints: [${stage().devnet.url}] }
account: { uri: //Alice }
actors:
  agreement:
    extensions:
      audit.note: { on: storage.AgreementRequested, order: before, use: ${extension} }
`

const audit = (words: string) => `import type { ActorContext } from 'reeve'
export default (_: object, ctx: ActorContext) => ctx.log.info({}, '${words}')
`

/** Blocks no faster than a process of its own can follow on a busy machine: the requests are not many. */
async function blocksUntil(condition: () => boolean, what: string): Promise<void> {
  for (let made = 0; !condition(); made += 1) {
    if (made === 1_000) throw new Error(`${what}: not so after ${made} blocks`)
    stage().devnet.seal()
    await pause(25)
  }
}

describe('reeve run on SIGHUP', () => {
  it('takes up changed handlers between two events, and leaves all as it was when the config is wrong', async () => {
    await folder.put('reeve.yaml', config('./audit.ts'))
    await folder.put('audit.ts', audit('first words'))
    const process = reeve(['run'], { cwd: folder.path })
    const shown = (text: string) => () => process.shown().includes(text)
    // The requests are not many: none is to be made before it is there.
    await process.shows('connected')
    await blocksUntil(shown('first words'), 'the extension at work')

    await folder.put('audit.ts', audit('other words'))
    process.signal('SIGHUP')
    await process.shows('config taken up')
    await blocksUntil(shown('other words'), 'the changed extension at work')

    await folder.put('reeve.yaml', config('./nowhere.ts'))
    process.signal('SIGHUP')
    await process.shows('config not taken up; the node goes on as it was')
    expect(process.shown()).toContain('there is no file')

    await folder.put('reeve.yaml', config('./audit.ts').replace(stage().devnet.url, 'ws://127.0.0.1:1'))
    process.signal('SIGHUP')
    await process.shows('takes effect at the next start  setting=chain')

    process.signal('SIGTERM')
    let code: number | null | undefined
    void process.finished.then((finished) => {
      code = finished.code
    })
    // What the node has begun ends in finalized blocks.
    await blocksUntil(() => code !== undefined, 'the end of the process')
    expect(code).toBe(0)
  }, 90_000)
})
