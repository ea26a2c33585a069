import { createHash } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystem } from '../../../src/kernel/index.ts'
import { type Bridge, openBridge } from '../../../src/node/inspect/bridge.ts'

let bridge: Bridge | undefined

afterEach(() => bridge?.close())

async function load() {
  bridge = await openBridge(createSystem(), { port: 0 })
  const response = await fetch(bridge.url)
  return { bridge, response, html: await response.text() }
}

const between = (html: string, tag: string) => html.split(`<${tag}>`)[1]!.split(`</${tag}>`)[0]!

/** The page in a browser that has as much as it needs. */
function browse(html: string, host: string) {
  const sockets: Array<{
    url: string
    closed: boolean
    onopen(): void
    onmessage(event: object): void
    onclose(): void
  }> = []
  const posted: unknown[][] = []
  const listeners: Array<(event: object) => void> = []
  const notice = { textContent: 'waiting', className: '' }
  const inner = { postMessage: (...args: unknown[]) => void posted.push(args) }
  const frame = { src: '', contentWindow: inner }
  class WebSocket {
    closed = false
    readonly url: string
    constructor(url: string) {
      this.url = url
      sockets.push(this as never)
    }
    close() {
      this.closed = true
    }
  }
  const context = createContext({
    WebSocket,
    location: { host },
    window: { addEventListener: (_: string, listener: (event: object) => void) => void listeners.push(listener) },
    document: { getElementById: (id: string) => (id === 'ui' ? frame : notice) },
  })
  runInContext(between(html, 'script'), context)
  return {
    sockets,
    posted,
    notice,
    frame,
    says: (data: unknown, from: { origin?: string; source?: unknown } = {}) => {
      for (const listener of listeners) listener({ data, origin: 'https://stately.ai', source: inner, ...from })
    },
  }
}

const CONNECTED = { type: '@statelyai.connected' }

describe('the page', () => {
  it('may run its own script, frame the inspector and connect to its bridge, and nothing else', async () => {
    const { bridge, response, html } = await load()
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(between(html, 'script'))}`,
      `style-src ${hash(between(html, 'style'))}`,
      'frame-src https://stately.ai',
      `connect-src ws://127.0.0.1:${bridge.port} ws://localhost:${bridge.port}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
  })

  it('says what to do when the inspector does not appear', async () => {
    const { html } = await load()
    expect(html).toContain('you may be offline; the node goes on all the same')
  })

  it('connects when the inspector is there, and hands it every record', async () => {
    const { html } = await load()
    const page = browse(html, '127.0.0.1:8080')
    expect(page.frame.src).toBe('https://stately.ai/inspect')
    expect(page.sockets).toEqual([])
    page.says(CONNECTED)
    const [socket] = page.sockets
    expect(socket?.url).toBe('ws://127.0.0.1:8080/records')
    socket!.onopen()
    expect(page.notice).toEqual({ textContent: '', className: 'silent' })
    socket!.onmessage({ data: '{"type":"@xstate.actor"}' })
    expect(page.posted).toEqual([[{ type: '@xstate.actor' }, 'https://stately.ai']])
  })

  it('begins again when the inspector does', async () => {
    const { html } = await load()
    const page = browse(html, '127.0.0.1:8080')
    page.says(CONNECTED)
    page.says(CONNECTED)
    expect(page.sockets.map(({ closed }) => closed)).toEqual([true, false])
    page.sockets[1]!.onclose()
    expect(page.notice.textContent).toContain('Load this page again')
  })

  it('listens to nobody but the inspector', async () => {
    const { html } = await load()
    const page = browse(html, '127.0.0.1:8080')
    page.says(CONNECTED, { origin: 'https://example.org' })
    page.says(CONNECTED, { source: {} })
    page.says(null)
    page.says({ type: 'other' })
    expect(page.sockets).toEqual([])
  })

  it('says how many records were left out', async () => {
    const { html } = await load()
    const page = browse(html, '127.0.0.1:8080')
    page.says(CONNECTED)
    page.sockets[0]!.onmessage({ data: '{"type":"reeve.dropped","count":12}' })
    expect(page.notice.textContent).toContain('12 records were left out')
    expect(page.posted).toEqual([])
  })
})
