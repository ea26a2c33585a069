import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Paths whose answers carry content. */
const CONTENT = /^\/(node|fetch_nodes|read|chunk_proof)\b/

/** Stands before a provider and hands out other bytes than those that were asked for. */
export async function corruptingProxy(
  target: () => string,
): Promise<{ port: number; corrupted(): number; stop(): void }> {
  let corrupted = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = 'GET', url = '/', headers } = request
    const answer = await fetch(`${target()}${url}`, {
      method,
      headers: headers as Record<string, string>,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(chunks) }),
    }).catch(() => undefined)
    if (answer === undefined) {
      response.writeHead(502).end()
      return
    }
    const text = await answer.text()
    const changed = CONTENT.test(url) ? text.replaceAll(/"data":"([A-Za-z0-9+/])/g, flipped) : text
    if (changed !== text) corrupted += 1
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    response.end(changed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    corrupted: () => corrupted,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const flipped = (_: string, first: string) => `"data":"${first === 'A' ? 'B' : 'A'}`
