import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Call, Submitted } from '../../src/chain/transactions/events.ts'
import { JournalError } from '../../src/chain/transactions/journal/journal.ts'
import { createSqliteJournal } from '../../src/chain/transactions/journal/sqlite-journal.ts'
import type { SignedTransaction } from '../../src/chain/transactions/sign.ts'

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
    before.begin('a', call)
    before.signed('a', signed(0))
    before.signed('a', signed(1))
    before.begin('b', call)
    before.begin('c', call)
    before.settle('c', { end: 'landed', landed })
    // Not closed: a process that is killed does not close it either.
    const after = createSqliteJournal(file)
    expect(after.open()).toEqual([
      { key: 'a', call, signed: [signed(0), signed(1)], settled: undefined },
      { key: 'b', call, signed: [], settled: undefined },
    ])
    expect(after.intent('c')).toEqual({ key: 'c', call, signed: [], settled: { end: 'landed', landed } })
    expect(after.intent('d')).toBeUndefined()
    before.close()
    after.close()
  })

  it('begins an intent anew that was settled, without what was signed before', () => {
    const journal = createSqliteJournal(':memory:')
    journal.begin('a', call)
    journal.signed('a', signed(0))
    journal.settle('a', { end: 'expired' })
    expect(journal.open()).toEqual([])
    journal.begin('a', { ...call, name: 'reject_agreement' })
    expect(journal.open()).toEqual([
      { key: 'a', call: { ...call, name: 'reject_agreement' }, signed: [], settled: undefined },
    ])
    journal.close()
  })

  it('forgets the oldest of very many settled ones, and never an open one', () => {
    const journal = createSqliteJournal(':memory:')
    journal.begin('open', call)
    for (let n = 0; n < 10_003; n += 1) {
      journal.begin(`k${n}`, { pallet: 'System', name: 'remark', args: [] })
      journal.settle(`k${n}`, { end: 'expired' })
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
    journal.begin('a', call)
    expect(() => journal.begin('a', { ...call, args: [() => {}] })).toThrow()
    expect(journal.intent('a')).toMatchObject({ call })
    journal.close()
  })
})
