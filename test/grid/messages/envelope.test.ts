import { beforeAll, describe, expect, it } from 'vitest'
import { LARGEST_FRAME } from '../../../src/grid/messages/envelope/envelope.ts'
import { seal } from '../../../src/grid/messages/envelope/seal.ts'
import { unseal } from '../../../src/grid/messages/envelope/unseal.ts'
import { NETWORK, twinsOf } from './grid.ts'

const NOW = 1_700_000_000_000
const CONTENT = { command: 'zos.statistics.get', payload: { all: [1, 'two', null] } }

let known: Awaited<ReturnType<typeof twinsOf>>
beforeAll(async () => {
  known = await twinsOf([1, 2, 3])
})

const routed = (more: object = {}) => ({
  uid: 'ab'.repeat(16),
  to: { twinId: 2, session: 'farmerbot-3' },
  at: NOW,
  ttl: 30_000,
  ...more,
})
const sealed = (more: object = {}, content: object = CONTENT) => seal(known.identity(1), routed(more), content as never)
const opened = (frame: string, more: object = {}) =>
  unseal(frame, { identity: known.identity(2, 'farmerbot-3'), twins: known.twins, now: NOW, ...more })
const codeOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'taken',
    ({ code }) => code,
  )

describe('a message', () => {
  it('is opened by who it is for as it was sealed, whichever key its twin has', async () => {
    const { routing, content } = await opened(await sealed())
    expect(routing).toEqual({ ...routed(), from: { twinId: 1, session: '' } })
    expect(content).toEqual(CONTENT)
    const back = await seal(known.identity(2, 'x'), routed({ to: { twinId: 1, session: '' } }), { response: 7 })
    const answer = await unseal(back, { identity: known.identity(1), twins: known.twins, now: NOW })
    expect(answer.content).toEqual({ response: 7 })
  })

  it('counts for nothing once any of its fields is another', async () => {
    const frame = await sealed()
    const [head = '', body = ''] = frame.split('\n')
    const changes: Record<string, unknown> = {
      uid: 'cd'.repeat(16),
      from: { twinId: 1, session: 'other' },
      at: NOW + 1,
      ttl: 30_001,
    }
    for (const [key, value] of Object.entries(changes))
      expect(await codeOf(opened(`${JSON.stringify({ ...JSON.parse(head), [key]: value })}\n${body}`)), key).toBe(
        'wrong-signature',
      )
    expect(await codeOf(opened(`${head}\n${body.replace('two', 'six')}`))).toBe('wrong-signature')
    expect(await codeOf(opened(`${head}\n${body} `))).toBe('wrong-signature')
  })

  it('is not taken from another twin than the one that signed it', async () => {
    const frame = await seal({ ...known.identity(3), address: { twinId: 1, session: '' } }, routed(), CONTENT)
    expect(await codeOf(opened(frame))).toBe('wrong-signature')
  })

  it('is not taken by who it is not for, in another session or on another chain', async () => {
    const frame = await sealed()
    expect(await codeOf(opened(frame, { identity: known.identity(3, 'farmerbot-3') }))).toBe('not-for-us')
    expect(await codeOf(opened(frame, { identity: known.identity(2) }))).toBe('not-for-us')
    const elsewhere = { ...known.identity(2, 'farmerbot-3'), network: NETWORK.replaceAll('1', '2') }
    expect(await codeOf(opened(frame, { identity: elsewhere }))).toBe('wrong-signature')
  })

  it('lives for its time, and a minute by which clocks may differ', async () => {
    const frame = await sealed()
    expect(await codeOf(opened(frame, { now: NOW + 90_000 }))).toBe('taken')
    expect(await codeOf(opened(frame, { now: NOW + 90_001 }))).toBe('expired')
    expect(await codeOf(opened(frame, { now: NOW - 60_000 }))).toBe('taken')
    expect(await codeOf(opened(frame, { now: NOW - 60_001 }))).toBe('too-early')
  })

  it('is of a twin that there is', async () => {
    const frame = await seal({ ...known.identity(1), address: { twinId: 9, session: '' } }, routed(), CONTENT)
    expect(await codeOf(opened(frame))).toBe('unknown-twin')
  })

  it('has an end to its size, for who sends it and who takes it', async () => {
    const payload = 'x'.repeat(LARGEST_FRAME)
    expect(await codeOf(sealed({}, { command: 'a', payload }))).toBe('too-large')
    expect(await codeOf(opened(`${await sealed()}${payload}`))).toBe('too-large')
  })

  it('is nothing when it is not whole', async () => {
    for (const frame of ['', '\n', '{}', '{}\n{}', 'null\nnull', (await sealed()).replace('"uid"', '"gid"')])
      expect(await codeOf(opened(frame)), frame.slice(0, 20)).toBe('malformed')
    const both = await sealed({}, { command: 'a', payload: 1, response: 2 })
    expect(await codeOf(opened(both))).toBe('malformed')
  })
})
