import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTransaction, migrate, openDatabase } from '../../src/kernel/persistence/database.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

const FIRST = "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('first')"
const SECOND = "INSERT INTO notes VALUES ('second')"

const open = (durability?: 'NORMAL' | 'FULL') => openDatabase(join(folder.path, 'a.db'), durability)
const notesOf = (database: ReturnType<typeof open>) =>
  database
    .prepare('SELECT text FROM notes')
    .all()
    .map((row) => row['text'])

describe('a database', () => {
  it('is written ahead to a log, which is forced to disk at each write where that is asked for', () => {
    const setting = (database: ReturnType<typeof open>, name: string) =>
      Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]
    const [normal, full] = [open(), open('FULL')]
    expect([setting(normal, 'journal_mode'), setting(normal, 'synchronous')]).toEqual(['wal', 1])
    expect(setting(full, 'synchronous')).toBe(2)
    expect(setting(normal, 'busy_timeout')).toBe(5_000)
    for (const each of [normal, full]) each.close()
  })

  it('keeps all of a transaction, or nothing of it', () => {
    const database = open()
    database.exec(FIRST)
    const failing = () => {
      database.exec(SECOND)
      throw new Error('half way')
    }
    expect(() => inTransaction(database, failing)).toThrow('half way')
    expect(notesOf(database)).toEqual(['first'])
    inTransaction(database, () => database.exec(SECOND))
    expect(notesOf(database)).toEqual(['first', 'second'])
    database.close()
  })

  it('is brought up to date from any version, each step once', () => {
    for (const steps of [[FIRST], [FIRST, SECOND], [FIRST, SECOND]]) {
      const database = open()
      migrate(database, steps)
      expect(notesOf(database)).toEqual(['first', 'second'].slice(0, steps.length))
      database.close()
    }
  })

  it('of a later version is left as it is', () => {
    const database = open()
    migrate(database, [FIRST, SECOND])
    expect(() => migrate(database, [FIRST])).toThrow(
      'written by a later version of this program (format 2, known up to 1)',
    )
    expect(notesOf(database)).toEqual(['first', 'second'])
    database.close()
  })

  it('whose step fails stays at the version it had', () => {
    const database = open()
    migrate(database, [FIRST])
    expect(() => migrate(database, [FIRST, `${SECOND}; nonsense`])).toThrow()
    expect(notesOf(database)).toEqual(['first'])
    migrate(database, [FIRST, SECOND])
    expect(notesOf(database)).toEqual(['first', 'second'])
    database.close()
  })
})
