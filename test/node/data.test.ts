import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/node/config/load.ts'
import { ConfigError } from '../../src/node/config/problem.ts'
import { openData } from '../../src/node/data.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

async function load(text: string) {
  await folder.put('reeve.yaml', text)
  return loadConfig({ file: 'reeve.yaml' }, { env: {}, cwd: folder.path })
}

const problemOf = async (opening: Promise<unknown>) => {
  const error = await opening.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).problems[0]!
}

describe('the data folder', () => {
  it('keeps the place on the chain, beside the config file unless it says otherwise', async () => {
    const place = { genesis: '0x01', number: 7, hash: '0x07' }
    const data = await openData(await load(''))
    expect(data.folder).toBe(join(folder.path, 'reeve-data'))
    expect(data.cursors.load()).toBeUndefined()
    data.cursors.save(place)
    data.cursors.save({ ...place, number: 8 })
    data.store.put([['a', 'saved']])
    await data.close()
    const again = await openData(await load('data: ./reeve-data\n'))
    expect(again.cursors.load()).toEqual({ ...place, number: 8 })
    expect(again.store.get('a')).toBe('saved')
    await again.close()
  })

  it("is its owner's alone", async () => {
    const data = await openData(await load('data: ./mine\n'))
    expect((await stat(join(folder.path, 'mine'))).mode & 0o077).toBe(0)
    await data.close()
  })

  it('belongs to one node at a time', async () => {
    const loaded = await load('data: ./mine\n')
    const first = await openData(loaded)
    expect(await problemOf(openData(loaded))).toMatchObject({
      field: 'data',
      line: 1,
      message: 'is in use by another process',
    })
    await first.close()
    await (await openData(loaded)).close()
  })

  it('that cannot be one is told with its place', async () => {
    await folder.put('taken', 'a file')
    expect(await problemOf(openData(await load('log: {}\ndata: ./taken\n')))).toMatchObject({
      code: 'data',
      line: 2,
      message: expect.stringContaining('cannot be used'),
      expected: 'a folder of this node alone, that it may write to',
    })
  })

  it('that holds something else is not overwritten', async () => {
    const loaded = await load('data: ./mine\n')
    await openData(loaded).then((data) => data.close())
    const text = 'not a database at all\n'.repeat(200)
    const file = await folder.put('mine/reeve.db', text)
    expect((await problemOf(openData(loaded))).message).toContain('cannot be used')
    expect(await readFile(file, 'utf8')).toBe(text)
  })
})
