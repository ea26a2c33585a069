import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { ConfigError } from '../../../src/node/config/problem.ts'
import { openNodeData } from '../../../src/node/grid/data.ts'
import { runGridNode } from '../../../src/node/grid/node.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()
const data = () => join(folder.path, 'node')
const accountOf = async (uri: string) => (await createLocalSigner(uri, 'ed25519')).account

const problemOf = async (opening: Promise<unknown>) => {
  const error = await opening.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).problems[0]!
}

async function run(uri: string) {
  await chmod(await folder.put('key', uri), 0o600)
  const key = { keyfile: join(folder.path, 'key'), type: 'ed25519' } as const
  return runGridNode(
    { chain: ['ws://127.0.0.1:1'], relay: 'ws://127.0.0.1:1', key, data: data(), config: {} },
    { level: 'silent', format: 'text' },
  )
}

describe("the data folder of a farm's node", () => {
  it('keeps what the node runs, for its owner alone', async () => {
    const account = await accountOf('//Node//1')
    const first = await openNodeData(data(), account)
    expect((await stat(data())).mode & 0o077).toBe(0)
    first.store.put([['a', 'saved']])
    first.close()
    const again = await openNodeData(data(), account)
    expect(again.store.get('a')).toBe('saved')
    again.close()
  })

  it('belongs to one process at a time', async () => {
    const first = await openNodeData(data(), await accountOf('//Node//1'))
    expect(await problemOf(run('//Node//1'))).toMatchObject({
      code: 'data',
      file: '--data',
      value: JSON.stringify(data()),
      message: 'is in use by another process',
      expected: 'a folder of this node alone, that it may write to',
    })
    first.close()
    ;(await openNodeData(data(), await accountOf('//Node//1'))).close()
  })

  it('belongs to one account', async () => {
    const [one, other] = await Promise.all([accountOf('//Node//1'), accountOf('//Node//2')])
    ;(await openNodeData(data(), one)).close()
    expect(await problemOf(run('//Node//2'))).toMatchObject({
      code: 'data',
      message: `${data()} is of another account: it was used with ${one}, the key is of ${other}`,
      expected: `the key of ${one}, or another folder for this one`,
    })
    // And is not held by who was refused.
    ;(await openNodeData(data(), one)).close()
  })

  it('that cannot be one is told', async () => {
    await folder.put('node', 'a file')
    expect((await problemOf(openNodeData(data(), await accountOf('//Node//1')))).message).toContain('cannot be used')
  })
})
