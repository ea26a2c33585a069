import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type RunningReeve, reeve } from '../e2e/reeve.ts'

export interface ProviderOptions {
  readonly uri: string
  readonly chain: string
  /** Folder that its config and data live in, over restarts. */
  readonly folder: string
  /** Port that the chain is told of, when it is not the provider's own. */
  readonly publicPort?: number
}

/** A provider: `reeve run` in a process of its own, over and over with the same data. */
export interface Provider {
  readonly uri: string
  readonly base: string
  readonly port: number
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<number | null>
  log(): string
}

export async function startProvider({ uri, chain, folder, publicPort }: ProviderOptions): Promise<Provider> {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  await writeFile(join(folder, 'reeve.yaml'), configOf(uri, chain, port, publicPort ?? port))
  let running: RunningReeve | undefined
  let earlier = ''

  async function start(): Promise<void> {
    running = reeve(['run'], { cwd: folder })
    await running.shows('connected')
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    running!.signal(signal)
    const { code, stderr } = await running!.finished
    earlier += stderr
    running = undefined
    return code
  }

  await start()
  return {
    uri,
    base: `http://127.0.0.1:${port}`,
    port,
    start,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    log: () => earlier + (running?.shown() ?? ''),
  }
}

const configOf = (uri: string, chain: string, port: number, publicPort: number): string => `
chain: { endpoints: [${chain}] }
account: { uri: ${uri} }
log: { format: json }
storage:
  listen: 127.0.0.1:${port}
  publicAddress: /ip4/127.0.0.1/tcp/${publicPort}
actors:
  chain-follower: { config: { backoff: { min: 20, max: 200 } } }
  transactions: { config: { eraPeriod: 16, retryAfter: 20 } }
  provider-state: { config: { register: { stake: "100000000000000000" }, settings: { pricePerByte: "1", replicaSyncPrice: "1", maxDuration: 1000000 } } }
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
