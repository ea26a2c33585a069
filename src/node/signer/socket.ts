import { chmodSync, existsSync, lstatSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createLines } from '../../chain/signing/remote/lines.ts'
import type { Answer } from './answer.ts'

/** A unix socket that the owner alone may use. */
export interface SignerSocket {
  close(): Promise<void>
}

/** @throws when somebody listens on this path already, or nothing can be made there */
export async function listen(path: string, answer: Answer): Promise<SignerSocket> {
  await removeLeftover(path)
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    serve(client, answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of clients) client.destroy()
      await closed
    },
  }
}

/** One request of a client after the other. */
function serve(client: Socket, answer: Answer): void {
  let last: Promise<unknown> = Promise.resolve()
  const lines = createLines((line) => {
    last = last.then(async () => client.write(`${JSON.stringify(await answer(line))}\n`))
  })
  client.setEncoding('utf8')
  client.on('data', (text) => {
    if (!lines.take(String(text))) client.destroy()
  })
  // A client that goes away has nothing to be told.
  client.on('error', () => client.destroy())
}

/** Of a signer that ended without a chance to tidy up, the socket remains. */
async function removeLeftover(path: string): Promise<void> {
  if (!existsSync(path)) return
  if (!lstatSync(path).isSocket()) throw new Error('there is something else of this name')
  const isAlive = await new Promise<boolean>((resolve) => {
    const probe = connect(path)
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
  if (isAlive) throw new Error('another signer listens there')
  unlinkSync(path)
}
