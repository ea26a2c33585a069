import { once } from 'node:events'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'

let devnet: Devnet
const open: WebSocket[] = []

beforeAll(accountsReady)
beforeEach(async () => {
  devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()) })
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate()
  await devnet.stop()
})

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(devnet.url)
  open.push(socket)
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}

const ask = (socket: WebSocket, method: string, ...params: unknown[]) =>
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))

async function answer(socket: WebSocket): Promise<string> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return String(data)
}

async function told(socket: WebSocket, method: string, ...params: unknown[]): Promise<Record<string, unknown>> {
  ask(socket, method, ...params)
  return JSON.parse(await answer(socket)) as Record<string, unknown>
}

describe('connections of the development chain', () => {
  it('are all cut at a word', async () => {
    const [one, other] = [await connect(), await connect()]
    const closed = Promise.all([once(one, 'close'), once(other, 'close')])
    expect(await told(one, 'dev_dropConnections')).toMatchObject({ result: true })
    await closed
    expect(await told(await connect(), 'system_chain')).toMatchObject({ result: 'Reeve Development' })
  })

  it('are cut as they are made, or at their first message, as often as it was asked for', async () => {
    const control = await connect()
    await told(control, 'dev_setFaults', { refuse: 1, cutFirst: 1 })
    const refused = new WebSocket(devnet.url)
    refused.on('error', () => {})
    await once(refused, 'close')
    const cut = await connect()
    ask(cut, 'system_chain')
    await once(cut, 'close')
    expect(await told(await connect(), 'system_chain')).toMatchObject({ result: 'Reeve Development' })
  })

  it('are silent for a while without being closed', async () => {
    const socket = await connect()
    await told(socket, 'dev_setFaults', { stall: 60 })
    const heard: string[] = []
    socket.on('message', (data) => void heard.push(String(data)))
    ask(socket, 'system_chain')
    for (let round = 0; round < 500 && heard.length === 0; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (round > 20) ask(socket, 'system_name')
    }
    expect(heard[0]).not.toContain('Reeve Development')
    expect(socket.readyState).toBe(socket.OPEN)
  })

  it('bring nonsense, and then sense again once they are healed', async () => {
    const socket = await connect()
    await told(socket, 'dev_setFaults', { garbage: 100, delay: 1 })
    ask(socket, 'system_chain')
    const nonsense = await answer(socket)
    expect(() => JSON.parse(nonsense)).toThrow()
    ask(socket, 'dev_heal')
    await answer(socket)
    expect(await told(socket, 'system_chain')).toMatchObject({ result: 'Reeve Development' })
  })

  it('know no other faults', async () => {
    expect(await told(await connect(), 'dev_setFaults', { explode: 1 })).toMatchObject({ error: { code: -32602 } })
  })
})
