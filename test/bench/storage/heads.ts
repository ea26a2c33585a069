import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Hears of finalized blocks and does nothing else. */
export interface Heads {
  /** When a block was announced, in nanoseconds of the machine's clock, which all processes share. */
  announced(number: number): bigint
  close(): void
}

export async function hearHeads(url: string): Promise<Heads> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const times = new Map<number, bigint>()
  socket.on('message', (data) => {
    const now = process.hrtime.bigint()
    const { params } = JSON.parse(String(data)) as { params?: { result: { number: string } } }
    if (params !== undefined) times.set(Number(params.result.number), now)
  })
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'chain_subscribeFinalizedHeads', params: [] }))
  await once(socket, 'message')
  return { announced: (number) => times.get(number)!, close: () => socket.terminate() }
}
