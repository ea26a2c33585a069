import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createView } from '../../src/node/show/view.ts'
import { reasonAgainst, summarize, writeSummary } from '../../src/node/summary.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

describe('the summary of a run', () => {
  it('counts what happened, with its keys in one order whatever came first', () => {
    const view = {
      ...createView(),
      facts: { 'z.Z': 1, 'chain.BlockFinalized': 3, 'a.b': 2, 'a.B': 4 },
      duties: { sync: { b: 1 }, agreement: { rejected: 1, accepted: 2 } },
      transactions: { success: 2, expired: 1 },
      restarts: 5,
    }
    expect(JSON.stringify(summarize(view, { byReason: { late: 1, dropped: 2 } as never }))).toBe(
      '{"blocks":3,"facts":{"a.B":4,"a.b":2,"chain.BlockFinalized":3,"z.Z":1},' +
        '"duties":{"agreement":{"accepted":2,"rejected":1},"sync":{"b":1}},' +
        '"extrinsics":{"expired":1,"success":2},"restarts":5,"deadLetters":{"dropped":2,"late":1}}',
    )
  })

  it('goes to a file', async () => {
    const file = join(folder.path, 'summary.json')
    expect(await reasonAgainst(file)).toBeUndefined()
    await writeSummary({ blocks: 1 }, file)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ blocks: 1 })
  })

  it('is known beforehand not to fit in a folder that is not there', async () => {
    expect(await reasonAgainst(join(folder.path, 'nowhere', 'x.json'))).toContain('no such file or directory')
    expect(await reasonAgainst(folder.path)).toContain('EISDIR')
    expect(await reasonAgainst('-')).toBeUndefined()
  })
})
