import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createEndpoint, type Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import type { Commands } from '../../../src/grid/messages/endpoint/serving.ts'
import { seal } from '../../../src/grid/messages/envelope/seal.ts'
import { relayTransport } from '../../../src/grid/messages/relay/client.ts'
import { END, proofStatement, WELCOME } from '../../../src/grid/messages/relay/protocol.ts'
import { type Relay, type RelayOptions, startRelay } from '../../../src/grid/messages/relay/server.ts'
import { createWaiting } from '../../../src/grid/messages/relay/waiting.ts'
import { createSystemClock, createVirtualClock } from '../../../src/kernel/index.ts'
import { forever, SILENT, twinsOf } from './grid.ts'

const clock = createSystemClock()
const open: Array<{ close(): unknown }> = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await startRelay({ host: '127.0.0.1', port: 0, twins: known.twins, clock, log: SILENT, ...options })
  open.push({ close: () => relay.stop() })
  return relay
}

const known = await twinsOf([1, 2, 3])

/** A twin that is connected once this resolves. */
async function join(url: string, twinId: number, commands: Commands = {}, session = ''): Promise<Endpoint> {
  const identity = known.identity(twinId, session)
  const connected = Promise.withResolvers<void>()
  const endpoint = createEndpoint({
    identity,
    twins: known.twins,
    commands,
    clock,
    log: SILENT,
    open: relayTransport({ url, identity, clock, random: Math.random, log: SILENT, onConnected: connected.resolve }),
  })
  open.push(endpoint)
  await connected.promise
  return endpoint
}

/** A connection that does what it wants. */
async function rough(url: string) {
  const socket = new WebSocket(url)
  const ended = new Promise<number>((resolve) => socket.on('close', resolve))
  const texts: string[] = []
  const waiters: Array<() => void> = []
  socket.on('message', (data) => {
    texts.push(String(data))
    waiters.shift()?.()
  })
  const next = async (): Promise<string> => {
    if (texts.length === 0) await new Promise<void>((resolve) => waiters.push(resolve))
    return texts.shift()!
  }
  const { challenge } = JSON.parse(await next())
  const prove = async (twinId: number, by = twinId, session = '') => {
    const address = { twinId, session }
    const signature = await known.signers.get(by)!.attest(proofStatement(challenge, address))
    socket.send(JSON.stringify({ address, signature }))
  }
  open.push({ close: () => socket.terminate() })
  return { socket, ended, next, prove }
}

const message = (from: number, to: number, more: object = {}, session = '') =>
  seal(
    known.identity(from),
    { uid: 'ab'.repeat(16), to: { twinId: to, session }, at: Math.floor(clock.now()), ttl: 60_000, ...more },
    { command: 'a', payload: null },
  )

describe('a relay', () => {
  it('carries commands and answers between twins that are there', async () => {
    const { url } = await start()
    await join(url, 2, { greet: ({ from, payload }) => `${payload} ${from.twinId}` })
    const one = await join(url, 1)
    expect(await one.ask(2, 'greet', 'hello', forever())).toBe('hello 1')
  })

  it('keeps what is for a twin that is not there until it comes', async () => {
    const { url } = await start()
    const one = await join(url, 1)
    const asked = one.ask(2, 'greet', null, forever())
    await join(url, 2, { greet: () => 'late' })
    expect(await asked).toBe('late')
  })

  it('lets in nobody who does not prove to be the twin', async () => {
    const { url } = await start()
    const other = await rough(url)
    await other.prove(1, 3)
    expect(await other.ended).toBe(END.refused)
    const nobody = await rough(url)
    await nobody.prove(9, 3)
    expect(await nobody.ended).toBe(END.refused)
    const speechless = await rough(url)
    speechless.socket.send(await message(1, 2))
    expect(await speechless.ended).toBe(END.refused)
  })

  it('takes no proof that was made for another connection', async () => {
    const { url } = await start()
    const [here, there] = [await rough(url), await rough(url)]
    here.socket.send = there.socket.send.bind(there.socket) as never
    await here.prove(1)
    expect(await there.ended).toBe(END.refused)
  })

  it('ends the connection of who speaks in the name of another, and of who says nothing that can be carried', async () => {
    const { url } = await start()
    for (const frame of [await message(3, 2), 'nonsense']) {
      const line = await rough(url)
      await line.prove(1)
      await line.next()
      line.socket.send(frame)
      expect(await line.ended).toBe(END.misbehaved)
    }
  })

  it('drops the old connection of a twin and session for a new one, and leaves those of other sessions', async () => {
    const relay = await start()
    const [old, other] = [await rough(relay.url), await rough(relay.url)]
    await old.prove(1)
    await old.next()
    await other.prove(1, 1, 'bot')
    await other.next()
    const fresh = await rough(relay.url)
    await fresh.prove(1)
    expect(await old.ended).toBe(END.replaced)
    await fresh.next()
    expect(relay.lines).toBe(2)
    const two = await rough(relay.url)
    await two.prove(2)
    await two.next()
    const frame = await message(2, 1)
    two.socket.send(frame)
    expect(await fresh.next()).toBe(frame)
  })

  it('has room for so many sessions of one twin', async () => {
    const { url } = await start()
    const lines = []
    for (let count = 0; count < 64; count += 1) {
      const line = await rough(url)
      await line.prove(1, 1, `s${count}`)
      lines.push(line)
    }
    await Promise.all(lines.map((line) => line.next()))
    const more = await rough(url)
    await more.prove(1, 1, 'more')
    expect(await more.ended).toBe(END.tooMuch)
    const other = await rough(url)
    await other.prove(2)
    expect(await other.next()).toBe(WELCOME)
  })

  it('ends the connection of who sends more than a twin may', async () => {
    const { url } = await start({ messages: { perSecond: 0.001, burst: 3 } })
    const line = await rough(url)
    await line.prove(1)
    await line.next()
    for (let count = 0; count < 3; count += 1) line.socket.send(await message(1, 2))
    expect(await line.ended).toBe(END.tooMuch)
  })

  it('is found again after it was away', async () => {
    const first = await startRelay({ host: '127.0.0.1', port: 0, twins: known.twins, clock, log: SILENT })
    const port = Number(new URL(first.url).port)
    const one = await join(first.url, 1)
    await join(first.url, 2, { greet: () => 'again' })
    await first.stop()
    const asked = one.ask(2, 'greet', null, forever())
    await start({ port })
    expect(await asked).toBe('again')
  })
})

describe('two clients of one address', () => {
  it('do not drive each other out for ever: who was replaced is away for a while', async () => {
    const relay = await start()
    const slow = createVirtualClock(clock.now())
    const identity = known.identity(1)
    const ended = Promise.withResolvers<void>()
    let connected = 0
    const log = { ...SILENT, warn: () => ended.resolve() }
    const first = relayTransport({
      url: relay.url,
      identity,
      clock: slow,
      random: () => 0.5,
      log,
      onConnected: () => {
        connected += 1
      },
    })(() => {})
    open.push(first)
    slow.advance(0)
    await vi.waitUntil(() => connected === 1)
    await join(relay.url, 1, { greet: () => 'second' })
    await ended.promise
    slow.advance(20_000)
    const two = await join(relay.url, 2)
    expect(await two.ask(1, 'greet', null, forever())).toBe('second')
    expect(connected).toBe(1)
    slow.advance(5_000)
    await vi.waitUntil(() => connected === 2)
  })
})

describe('what waits at a relay', () => {
  it('is handed over in order, and falls away when its time is over', () => {
    let now = 0
    const waiting = createWaiting(() => now)
    for (const [frame, until] of [
      ['a', 10],
      ['b', 30],
      ['c', 20],
    ] as const)
      waiting.put('1/', { frame, sender: 7, until })
    now = 11
    expect(waiting.take('1/')).toEqual(['b', 'c'])
    expect(waiting.take('1/')).toEqual([])
    expect(waiting.size).toBe(0)
  })

  it('has an end for each address, for each sender and for all', () => {
    let now = 0
    const waiting = createWaiting(() => now, { perAddress: 2, perSender: 4, all: 6 })
    const put = (to: string, frame: string, sender: number, until = 10) => waiting.put(to, { frame, sender, until })
    expect([1, 2, 3].map(() => put('1/', 'a', 7))).toEqual([true, true, false])
    expect([put('2/', 'aa', 7), put('3/', 'a', 7), put('3/', 'a', 8, 20)]).toEqual([true, false, true])
    expect([put('4/', 'aa', 9), put('4/', 'a', 9, 20)]).toEqual([false, true])
    now = 11
    expect(put('5/', 'aaaa', 7, 20)).toBe(true)
    expect(waiting.size).toBe(6)
  })
})
