import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMemoryStore, createSqliteStore, type SnapshotStore } from '../../src/kernel/index.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()
let files = 0

const KINDS: ReadonlyArray<[string, () => SnapshotStore]> = [
  ['in memory', createMemoryStore],
  ['in a file', () => createSqliteStore(join(folder.path, `${(files += 1)}.db`))],
]

describe.each(KINDS)('a store of saved states %s', (_, open) => {
  it('gives what was put last, and nothing that was deleted', () => {
    const store = open()
    store.put([
      ['a', 'one'],
      ['b', 'two'],
    ])
    store.put([['a', 'three']])
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual(['three', 'two', undefined])
    store.delete('a')
    store.delete('never there')
    expect([store.get('a'), store.get('b')]).toEqual([undefined, 'two'])
    store.close()
  })

  it('lists names by their beginning, in order', () => {
    const store = open()
    store.put(['b/2', 'a/1', 'b/10', 'b', 'c', 'b/\u00e9'].map((name) => [name, 'x']))
    expect(store.names('b/')).toEqual(['b/10', 'b/2', 'b/\u00e9'])
    expect(store.names('')).toHaveLength(6)
    expect(store.names('d')).toEqual([])
    store.close()
  })

  it('may be closed again', () => {
    const store = open()
    store.close()
    expect(() => store.close()).not.toThrow()
  })
})

describe('a store of saved states in a file', () => {
  it('has them in the next process, which can open the file once it is closed', () => {
    const path = join(folder.path, 'shared.db')
    const before = createSqliteStore(path)
    before.put([['a', 'one']])
    before.close()
    expect(() => before.get('a')).toThrow()
    const after = createSqliteStore(path)
    expect(after.get('a')).toBe('one')
    after.close()
  })

  it('has all that were put at once, or none of them', () => {
    const store = createSqliteStore(join(folder.path, 'whole.db'))
    expect(() =>
      store.put([
        ['a', 'one'],
        ['b', null as never],
      ]),
    ).toThrow()
    expect(store.names('')).toEqual([])
    store.close()
  })
})
