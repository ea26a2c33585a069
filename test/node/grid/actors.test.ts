import { describe, expect, it } from 'vitest'
import { composeNode } from '../../../src/node/compose.ts'
import { loadConfig } from '../../../src/node/config/load.ts'
import { prepareNode } from '../../../src/node/prepare.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()

async function prepare(grid: string) {
  await folder.put('reeve.yaml', `account: { uri: //Bob }\ngrid: { relay: "ws://127.0.0.1:4444", ${grid} }\n`)
  return prepareNode(await loadConfig({ file: 'reeve.yaml' }, { env: {}, cwd: folder.path }))
}

const actorsOf = async (grid: string) =>
  composeNode(await prepare(grid))
    .units()
    .map(({ unit }) => unit.name)

describe('a node on a grid', () => {
  it('is that of a user without a farm, who checks bills', async () => {
    const actors = await actorsOf('receipts: true')
    expect(actors).toEqual(expect.arrayContaining(['twins', 'grid-messages', 'receipts']))
    expect(actors).not.toContain('farm')
  })

  it('is that of a farm, whose account may be a user of others', async () => {
    expect(await actorsOf('farm: 1')).not.toContain('receipts')
    expect(await actorsOf('farm: 1, receipts: true')).toEqual(expect.arrayContaining(['farm', 'receipts']))
  })

  it.each(['bills: none', 'receipts: true, bills: agreements', 'receipts: true, audit: true'])(
    'is told that it is neither: %s',
    async (grid) => {
      await expect(prepare(grid)).rejects.toMatchObject({
        problems: [
          { field: 'grid.farm', expected: expect.stringContaining('a user without a farm has "receipts: true"') },
        ],
      })
    },
  )

  it('calls the nodes of its farm where it is on their network', async () => {
    const wakeOnLan = 'wakeOnLan: { address: 192.168.1.255 }'
    expect(await actorsOf('farm: 1')).not.toContain('node-caller')
    expect(await actorsOf(`farm: 1, ${wakeOnLan}`)).toContain('node-caller')
    await expect(prepare(`receipts: true, ${wakeOnLan}`)).rejects.toMatchObject({
      problems: [{ field: 'grid.wakeOnLan', expected: 'there is no farm whose nodes could be woken' }],
    })
    await expect(prepare('farm: 1, wakeOnLan: { address: lan }')).rejects.toMatchObject({
      problems: [{ field: 'grid.wakeOnLan.address', expected: expect.stringContaining('an IPv4 address') }],
    })
  })
})
