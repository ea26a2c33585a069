import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { Call, Submitted } from '../../../src/chain/transactions/events.ts'
import { type Intent, JournalError, type Wish } from '../../../src/chain/transactions/journal/journal.ts'
import { JOURNAL_SCHEMA } from '../../../src/chain/transactions/journal/schema.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import type { SignedTransaction } from '../../../src/chain/transactions/sign.ts'
import { encode } from '../../../src/kernel/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `${(files += 1)}.db`)

const call: Call = {
  pallet: 'StorageProvider',
  name: 'accept_agreement',
  args: [7n, { nested: new Uint8Array([1, 2]) }],
}
const signed = (nonce: number): SignedTransaction => ({
  hex: `0x${'ab'.repeat(nonce + 1)}`,
  hash: `0x${String(nonce).padStart(64, '0')}`,
  nonce,
  birth: 10 + nonce,
  death: 74 + nonce,
  tip: BigInt(nonce),
  specVersion: 7,
})
const wish = (key: string, more: Partial<Wish> = {}): Wish => ({
  key,
  call,
  priority: 'normal',
  deadline: undefined,
  batch: undefined,
  ...more,
})
const intent = (number: number, key: string, more: Partial<Intent> = {}): Intent => ({
  number,
  ...wish(key),
  settled: undefined,
  ...more,
})
const landed: Submitted = {
  hash: signed(0).hash,
  block: { number: 12, hash: '0x12' },
  index: 1,
  outcome: { result: 'success' },
}

describe('the journal', () => {
  it('still knows after a restart what was meant, signed and settled', () => {
    const file = newFile()
    const before = createSqliteJournal(file)
    before.begin(wish('a'))
    before.signed(signed(0), ['a'])
    before.signed(signed(1), ['a'])
    before.begin(wish('b'))
    before.begin(wish('c'))
    before.settle(new Map([['c', { end: 'landed', landed }]]))
    // Not closed: a process that is killed does not close it either.
    const after = createSqliteJournal(file)
    expect(after.open()).toEqual([intent(1, 'a'), intent(2, 'b')])
    expect(after.attempts()).toEqual([
      { transaction: signed(0), keys: ['a'] },
      { transaction: signed(1), keys: ['a'] },
    ])
    expect(after.intent('c')).toEqual(intent(3, 'c', { settled: { end: 'landed', landed } }))
    expect(after.intent('d')).toBeUndefined()
    before.close()
    after.close()
  })

  it('begins an intent anew that was settled, without what was signed before', () => {
    const journal = createSqliteJournal(':memory:')
    journal.begin(wish('a'))
    journal.signed(signed(0), ['a'])
    journal.settle(new Map([['a', { end: 'expired' }]]))
    expect(journal.open()).toEqual([])
    journal.begin(wish('a', { call: { ...call, name: 'reject_agreement' } }))
    expect(journal.open()).toEqual([intent(2, 'a', { call: { ...call, name: 'reject_agreement' } })])
    expect(journal.attempts()).toEqual([])
    journal.close()
  })

  it('forgets the oldest of very many settled ones, and never an open one', () => {
    const journal = createSqliteJournal(':memory:')
    journal.begin(wish('open'))
    for (let n = 0; n < 10_003; n += 1) {
      journal.begin(wish(`k${n}`, { call: { pallet: 'System', name: 'remark', args: [] } }))
      journal.settle(new Map([[`k${n}`, { end: 'expired' }]]))
    }
    expect(journal.intent('k2')).toBeUndefined()
    expect(journal.intent('k3')).toBeDefined()
    expect(journal.intent('open')).toBeDefined()
    journal.close()
  })

  it('belongs to one account on one chain', () => {
    const file = newFile()
    const journal = createSqliteJournal(file)
    const owner = { account: '0x01', genesis: '0xaa' }
    journal.bind(owner)
    journal.bind(owner)
    for (const other of [
      { account: '0x02', genesis: '0xaa' },
      { account: '0x01', genesis: '0xbb' },
    ])
      expect(() => journal.bind(other)).toThrow(JournalError)
    expect(() => journal.bind({ account: '0x02', genesis: '0xaa' })).toThrow(/a data folder of its own/)
    journal.close()
  })

  it('takes a call that cannot be written for an error, and keeps what there was', () => {
    const journal = createSqliteJournal(':memory:')
    journal.begin(wish('a'))
    expect(() => journal.begin(wish('a', { call: { ...call, args: [() => {}] } }))).toThrow()
    expect(journal.intent('a')).toMatchObject({ call })
    journal.close()
  })

  it('keeps what shared an extrinsic in its order, and lets go of it as a whole', () => {
    const journal = createSqliteJournal(':memory:')
    const batch = { stream: 's', mode: 'each' } as const
    for (const key of ['a', 'b', 'c']) journal.begin(wish(key, { batch, priority: 'urgent', deadline: 9 }))
    journal.signed(signed(0), ['c', 'a', 'b'])
    expect(journal.attempts()).toEqual([{ transaction: signed(0), keys: ['c', 'a', 'b'] }])
    expect(journal.intent('a')).toMatchObject({ batch, priority: 'urgent', deadline: 9 })
    journal.release(['a', 'b', 'c'])
    expect(journal.attempts()).toEqual([])
    expect(journal.open()).toHaveLength(3)
    journal.close()
  })

  it('takes up the file of an earlier version, with all that was under way in it', () => {
    const file = newFile()
    const before = new DatabaseSync(file)
    before.exec(JOURNAL_SCHEMA[0]!)
    before.prepare('INSERT INTO intents (key, call) VALUES (?, ?)').run('a', encode(call))
    const { hash, hex, nonce, birth, death } = signed(3)
    before
      .prepare('INSERT INTO signed (key, hash, hex, nonce, birth, death) VALUES (?, ?, ?, ?, ?, ?)')
      .run('a', hash, hex, nonce, birth, death)
    before.close()
    const journal = createSqliteJournal(file)
    expect(journal.open()).toEqual([intent(1, 'a')])
    expect(journal.attempts()).toEqual([{ transaction: { ...signed(3), tip: 0n, specVersion: null }, keys: ['a'] }])
    journal.close()
  })

  it('remembers the dearest fee, in which what is kept back is counted', () => {
    const file = newFile()
    const before = createSqliteJournal(file)
    expect(before.dearestFee()).toBe(0n)
    before.noteFee(2n ** 70n)
    before.close()
    const after = createSqliteJournal(file)
    expect(after.dearestFee()).toBe(2n ** 70n)
    after.close()
  })

  it('refuses the file of a later version', () => {
    const file = newFile()
    const later = new DatabaseSync(file)
    later.exec('PRAGMA user_version = 99')
    later.close()
    expect(() => createSqliteJournal(file)).toThrow('written by a later version')
  })
})
