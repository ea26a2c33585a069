import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystem } from '../../../src/kernel/index.ts'
import { type Bridge, openBridge } from '../../../src/node/inspect/bridge.ts'
import { RECORDS_PATH } from '../../../src/node/inspect/relay.ts'
import { contextOf, counterUnit, errand } from '../../kernel/fixtures.ts'
import { openSocket, ping, startWatched, until, type WireRecord, watch } from './watched.ts'

const open: Bridge[] = []

async function start(...args: Parameters<typeof startWatched>) {
  const started = await startWatched(...args)
  open.push(started.bridge)
  return started
}

afterEach(async () => {
  for (const bridge of open.splice(0)) await bridge.close()
})

const named = (name: string, type = '@xstate.actor') => {
  return (record: WireRecord) => record.type === type && record.name === name
}

const snapshotOf =
  (sessionId: string, value?: unknown) =>
  ({ type, sessionId: of, snapshot }: WireRecord) =>
    type === '@xstate.snapshot' && of === sessionId && (value === undefined || snapshot?.value === value)

describe('one who comes late', () => {
  it('is shown every actor once, with its definition and its present snapshot, parents first', async () => {
    const { system, bridge } = await start()
    ping(system, 7)
    await system.settled()
    const viewer = await watch(bridge)
    const errandSeen = await viewer.sees(named('master/errand/e7'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    const task = await viewer.sees(named('work'))

    const actors = viewer.records.filter(({ type }) => type === '@xstate.actor')
    expect(actors.map(({ name }) => name)).toEqual([
      'root',
      'counter',
      'listener',
      'master',
      'master/errand/e7',
      'busy',
      'work',
    ])
    for (const { sessionId } of actors) await viewer.sees(snapshotOf(sessionId))
    const rootId = system.ref('root').sessionId
    expect(errandSeen).toMatchObject({
      sessionId: expect.any(String),
      parentId: system.ref('master').sessionId,
      rootId,
      id: null,
      createdAt: expect.stringMatching(/^\d+$/),
      _version: expect.any(String),
      definition: JSON.stringify(errand.config),
    })
    expect(task).toMatchObject({ parentId: system.ref('busy').sessionId, rootId, definition: '{"id":"work"}' })
    expect(await viewer.sees(snapshotOf(system.ref('busy').sessionId, 'working'))).toMatchObject({
      snapshot: { status: 'active', tags: ['busy'], children: { work: { id: 'work' } } },
    })
    // Nobody was slow: what came before is not something left out.
    expect(viewer.records.filter(({ type }) => type === 'reeve.dropped')).toEqual([])
  })

  it('reads big numbers as they are', async () => {
    const { system, bridge } = await start()
    ping(system, 1)
    await system.settled()
    const viewer = await watch(bridge)
    const { sessionId } = await viewer.sees(named('master/errand/e1'))
    const { snapshot } = await viewer.sees(snapshotOf(sessionId, 'running'))
    expect(snapshot?.context).toEqual({ label: { $bigint: String(10n ** 30n) } })
  })
})

describe('one who watches', () => {
  it('sees each event with who sent it, what followed, and actors that begin and end', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    const { sessionId } = await viewer.sees(named('counter'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    ping(system, 3)
    const event = await viewer.sees(
      (record) =>
        record.type === '@xstate.event' && record.sessionId === sessionId && record.event?.type === 'test.Ping',
    )
    expect(event).toMatchObject({ event: { type: 'test.Ping', payload: { n: 3 } }, id: null })
    expect(event).not.toHaveProperty('sourceId')
    expect(await viewer.sees(({ event }) => event?.type === 'test.Pong')).toMatchObject({
      sessionId: system.ref('listener').sessionId,
      sourceId: sessionId,
    })
    await viewer.sees(
      (record) => snapshotOf(sessionId, 'counting')(record) && record.snapshot?.context?.['count'] === 1,
    )
    const duty = await viewer.sees(named('master/errand/e3'))
    await viewer.sees(snapshotOf(duty.sessionId, 'running'))
    expect(viewer.records.filter(named('master/errand/e3'))).toHaveLength(1)

    system.unregister('counter')
    await viewer.sees((record) => record.sessionId === sessionId && record.snapshot?.status === 'stopped')
  })

  it('is told the new definition of an actor that was replaced, under the same session', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    const before = await viewer.sees(named('counter'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    const replacement = {
      ...counterUnit('counter'),
      consumes: [],
      machine: errand,
      handlers: { 'errand.break': () => {} },
    }
    expect(await system.replace('counter', replacement)).toEqual({ replaced: true })
    const after = await viewer.sees((record) => named('counter')(record) && record !== before)
    expect(after).toMatchObject({ sessionId: before.sessionId, definition: JSON.stringify(errand.config) })
    const first = viewer.records.findIndex(snapshotOf(before.sessionId, 'running'))
    expect(first).toBeGreaterThan(viewer.records.indexOf(after))
  })

  it('is told of an actor anew when it restarts', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    const before = await viewer.sees(named('counter'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    system.restart('counter')
    const after = await viewer.sees((record) => named('counter')(record) && record !== before)
    expect(after.sessionId).toBe(before.sessionId)
  })
})

describe('the system', () => {
  it('is attached to only while somebody watches', async () => {
    const { system, bridge } = await start()
    let asked = 0
    const inspect = system.inspect
    Object.assign(system, {
      inspect(inspector: Parameters<typeof inspect>[0]) {
        asked += 1
        return inspect(inspector)
      },
    })
    expect(bridge.attached).toBe(false)
    const first = await watch(bridge)
    const second = await watch(bridge)
    await until(() => bridge.viewers.length === 2)
    expect(bridge.attached).toBe(true)
    expect(asked).toBe(1)
    await first.close()
    await until(() => bridge.viewers.length === 1)
    expect(bridge.attached).toBe(true)
    await second.close()
    await until(() => bridge.viewers.length === 0)
    expect(bridge.attached).toBe(false)
    const third = await watch(bridge)
    await third.sees(named('busy'))
    expect(asked).toBe(2)
  })

  it('works on when a viewer is gone in the middle of a record', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    await viewer.sees(named('busy'))
    for (let n = 0; n < 500; n += 1) {
      ping(system, n % 3)
      if (n === 100) viewer.socket.terminate()
      if (n % 100 === 0) await system.settled()
    }
    await system.settled()
    expect(contextOf(system, 'counter')['count']).toBe(500)
    await until(() => !bridge.attached)
    expect(system.actors().every(({ status }) => status === 'running')).toBe(true)
  })

  it('works on when what it shows cannot be read', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    await viewer.sees(named('busy'))
    const { sessionId } = system.ref('counter')
    const bad = {
      n: 1,
      get trap(): never {
        throw new Error('looked at')
      },
    }
    system.emit({ type: 'test.Ping' } as never, bad as never)
    const record = await viewer.sees((seen) => seen.type === '@xstate.event' && seen.sessionId === sessionId)
    expect(record.event).toEqual({ type: 'test.Ping', payload: { $error: 'cannot be read' } })
    expect(contextOf(system, 'counter')['count']).toBe(1)
  })
})

describe('a slow viewer', () => {
  it('costs a bounded amount of memory, is told what was left out, and ends with a true picture', async () => {
    const buffer = 20_000
    const { system, bridge } = await start({ buffer })
    const viewer = await watch(bridge)
    const { sessionId } = await viewer.sees(named('counter'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    viewer.socket.pause()
    const filler = 'x'.repeat(20_000)
    const most = { buffered: 0, waiting: 0 }
    let sent = 0
    while ((bridge.viewers[0]?.dropped ?? 0) < 1_000) {
      for (let n = 0; n < 20; n += 1) system.emit({ type: 'test.Ping' } as never, { n: 1, filler } as never)
      sent += 20
      await system.settled()
      most.buffered = Math.max(most.buffered, bridge.viewers[0]!.buffered)
      most.waiting = Math.max(most.waiting, bridge.viewers[0]!.waiting)
    }
    // One record may begin while there is room; a record is 100 kB at most, twice that with its event.
    expect(most.buffered).toBeLessThan(buffer + 250_000)
    // Tasks that came and went are looked for from time to time.
    expect(most.waiting).toBeLessThan(1_010)
    expect(contextOf(system, 'counter')['count']).toBe(sent)

    viewer.socket.resume()
    await viewer.sees((record) => record.sessionId === sessionId && record.snapshot?.context?.['count'] === sent)
    const told = await viewer.sees(({ type }) => type === 'reeve.dropped')
    expect(told.count).toBeGreaterThanOrEqual(1_000)
  })

  it('is shown samples of a system that is faster than it can be written', async () => {
    const { system, bridge } = await start()
    const viewer = await watch(bridge)
    const { sessionId } = await viewer.sees(named('counter'))
    await viewer.sees(snapshotOf(system.ref('busy').sessionId))
    const count = 500
    for (let round = 1; round <= 8; round += 1) {
      for (let n = 0; n < count; n += 1) ping(system, 1)
      // Without letting anybody else have a turn.
      system.drain()
    }
    await viewer.sees((record) => record.sessionId === sessionId && record.snapshot?.context?.['count'] === 8 * count)
    const told = await viewer.sees(({ type }) => type === 'reeve.dropped')
    expect(told.count).toBeGreaterThan(5_000)
  })
})

describe('who is let in', () => {
  const refused = async (bridge: Bridge, options: Parameters<typeof openSocket>[1]) => {
    const socket = openSocket(bridge, options)
    socket.on('error', () => {})
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    socket.terminate()
    return response.statusCode
  }

  it.each([
    ['another page', { origin: 'https://example.org' }],
    ['the inspector itself', { origin: 'https://stately.ai' }],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }],
    ['a name that was made to lead here', { headers: { host: 'example.org' } }],
    ['a page that does not say which', { origin: '' }],
    ['a local file', { origin: 'null' }],
  ])('is not %s', async (_, options) => {
    const { bridge } = await start()
    expect(await refused(bridge, options)).toBe(403)
    expect(bridge.attached).toBe(false)
  })

  it('is not one who calls the page by another name', async () => {
    const { bridge } = await start()
    const ask = (headers: Record<string, string>, path = '/', method = 'GET') =>
      new Promise((resolve) => {
        request({ host: '127.0.0.1', port: bridge.port, path, method, headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }).end()
      })
    expect(await ask({ host: 'example.org' })).toBe(421)
    expect(await ask({ host: `localhost:${bridge.port}` })).toBe(200)
    expect(await ask({}, '/etc/passwd')).toBe(404)
    expect(await ask({}, '/', 'POST')).toBe(405)
  })

  it('is not a ninth', async () => {
    const { bridge } = await start()
    const viewers = await Promise.all(Array.from({ length: 8 }, () => watch(bridge)))
    expect(await refused(bridge, {})).toBe(503)
    await viewers[0]!.close()
    await until(() => bridge.viewers.length === 7)
    await watch(bridge)
  })

  it('is nobody before the node has started', async () => {
    const bridge = await openBridge(createSystem(), { port: 0 })
    open.push(bridge)
    const socket = openSocket(bridge)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1013)
  })
})

describe('garbage', () => {
  it.each([
    ['words', (text: string) => text],
    ['more than fits', () => 'x'.repeat(100_000)],
  ])('in %s ends the connection of who sent it and nobody else', async (_, garbage) => {
    const { system, bridge } = await start()
    const good = await watch(bridge)
    const bad = await watch(bridge)
    bad.socket.send(garbage('{"type":"xstate.stop"}'))
    await once(bad.socket, 'close')
    await until(() => bridge.viewers.length === 1)
    ping(system, 4)
    await good.sees(named('master/errand/e4'))
  })

  it('that is no frame ends the connection', async () => {
    const { system, bridge } = await start()
    const host = `127.0.0.1:${bridge.port}`
    const raw = connect(bridge.port, '127.0.0.1')
    const key = Buffer.alloc(16).toString('base64')
    raw.write(
      `GET ${RECORDS_PATH} HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
    )
    await once(raw, 'data')
    raw.resume()
    raw.write(Buffer.alloc(64, 0xff))
    await once(raw, 'close')
    await until(() => !bridge.attached)
    ping(system, 1)
    await system.settled()
    expect(contextOf(system, 'counter')['count']).toBe(1)
  })
})

describe('the bridge', () => {
  it('takes a free port when the wanted one is taken', async () => {
    const { bridge } = await start()
    const other = await start({ port: bridge.port })
    expect(other.bridge.portTaken).toBe(true)
    expect(other.bridge.port).not.toBe(bridge.port)
    expect(bridge.portTaken).toBe(false)
  })

  it('lets go of the system and of its viewers when it closes', async () => {
    const { bridge } = await startWatched()
    const viewer = await watch(bridge)
    const closed = once(viewer.socket, 'close')
    await bridge.close()
    await closed
    await until(() => !bridge.attached)
  })
})
