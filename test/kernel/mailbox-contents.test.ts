import { describe, expect, it } from 'vitest'
import { Mailbox } from '../../src/kernel/actor/mailbox.ts'
import type { MailboxSpec } from '../../src/kernel/index.ts'
import type { Letter } from '../../src/kernel/message/letter.ts'

/** A mailbox into which letters come as `type rank` one after another, with ids from 1. */
function mailboxOf(spec: MailboxSpec = {}) {
  const mailbox = new Mailbox(spec)
  let id = 0
  const offer = (type: string, rank = 1) => {
    id += 1
    return mailbox.offer({ id, rank, event: { type, payload: id } } as Letter)
  }
  const ids = (letters: readonly Letter[]) => letters.map((letter) => letter.id)
  const takeAll = () => {
    const taken: Array<number | undefined> = []
    while (mailbox.size > 0) {
      const next = mailbox.next?.id
      taken.push(mailbox.take()?.id)
      expect(taken.at(-1)).toBe(next)
    }
    return taken
  }
  return { mailbox, offer, ids, takeAll }
}

const [HIGH, NORMAL, LOW] = [0, 1, 2]

describe('letters in a mailbox', () => {
  it('come out by priority, and by age within one', () => {
    const { mailbox, offer, takeAll } = mailboxOf()
    expect([mailbox.size, mailbox.next, mailbox.take()]).toEqual([0, undefined, undefined])
    for (const rank of [NORMAL, LOW, HIGH, NORMAL, LOW, HIGH]) offer('a', rank)
    expect(mailbox.size).toBe(6)
    expect(takeAll()).toEqual([3, 6, 1, 4, 2, 5])
    expect([mailbox.next, mailbox.take()]).toEqual([undefined, undefined])
    offer('a')
    expect(takeAll()).toEqual([7])
  })

  it('pass over the oldest eight times in a row, and no more', () => {
    const { offer, takeAll } = mailboxOf()
    offer('a', LOW)
    offer('a', NORMAL)
    for (let n = 0; n < 12; n += 1) offer('a', HIGH)
    expect(takeAll()).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 1, 11, 12, 13, 14, 2])
  })

  it('count anew after the oldest has had its turn', () => {
    const { offer, mailbox, takeAll } = mailboxOf()
    offer('a', LOW)
    for (let n = 0; n < 7; n += 1) offer('a', HIGH)
    for (let n = 0; n < 7; n += 1) mailbox.take()
    expect(mailbox.take()?.id).toBe(1)
    offer('a', LOW)
    for (let n = 0; n < 8; n += 1) offer('a', HIGH)
    expect(takeAll()).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 9])
  })

  it('are bounded, all priorities together; what may not be lost is told apart', () => {
    const { offer, mailbox } = mailboxOf({ bound: 2, policy: { critical: 'stop-critical', plain: 'refuse' } })
    expect(offer('a', HIGH)).toEqual({ taken: true, displaced: undefined })
    expect(offer('a', LOW)).toEqual({ taken: true, displaced: undefined })
    for (const type of ['a', 'plain']) expect(offer(type)).toEqual({ taken: false, critical: false })
    expect(offer('critical')).toEqual({ taken: false, critical: true })
    expect(mailbox.size).toBe(2)
  })

  it('are a thousand at most unless it is said', () => {
    const { offer, mailbox } = mailboxOf()
    for (let n = 0; n < 1_001; n += 1) offer('a')
    expect(mailbox.size).toBe(1_000)
    mailbox.reshape({ bound: 1_001 })
    expect(offer('a').taken).toBe(true)
    expect(offer('a').taken).toBe(false)
  })

  it('give way to a later one of their type as the policy says', () => {
    const { offer, ids, mailbox } = mailboxOf({ bound: 3, policy: { last: 'coalesce-latest', late: 'drop-oldest' } })
    expect(offer('late')).toMatchObject({ taken: true, displaced: undefined })
    expect(offer('late')).toMatchObject({ taken: true, displaced: undefined })
    expect(offer('last')).toMatchObject({ taken: true, displaced: undefined })
    expect(offer('last')).toMatchObject({ taken: true, displaced: { id: 3 }, how: 'coalesced' })
    expect(offer('late')).toMatchObject({ taken: true, displaced: { id: 1 }, how: 'dropped' })
    expect(ids(mailbox.clear())).toEqual([2, 4, 5])
  })

  it('that would displace another find none of their type in a full mailbox: they are refused', () => {
    const { offer, ids, mailbox } = mailboxOf({ bound: 1, policy: { last: 'coalesce-latest', late: 'drop-oldest' } })
    offer('a')
    for (const type of ['last', 'late']) expect(offer(type)).toEqual({ taken: false, critical: false })
    expect(ids(mailbox.clear())).toEqual([1])
  })

  it('can be taken out by their type, listed and cleared, oldest first, whatever their priority', () => {
    for (const ranks of [
      [NORMAL, NORMAL, NORMAL, NORMAL],
      [LOW, HIGH, NORMAL, LOW],
    ]) {
      const { offer, ids, mailbox, takeAll } = mailboxOf()
      for (const [index, rank] of ranks.entries()) offer(index % 2 === 0 ? 'even' : 'odd', rank)
      expect(ids(mailbox.waiting(new Set(['even'])))).toEqual([1, 3])
      expect(ids(mailbox.waiting(new Set(['even', 'odd'])))).toEqual([1, 2, 3, 4])
      expect(ids(mailbox.extract('odd')).sort()).toEqual([2, 4])
      expect(mailbox.extract('odd')).toEqual([])
      expect(mailbox.size).toBe(2)
      expect(ids(mailbox.clear())).toEqual([1, 3])
      expect([mailbox.size, mailbox.next]).toEqual([0, undefined])
      offer('odd', HIGH)
      expect(takeAll()).toEqual([5])
    }
  })
})
