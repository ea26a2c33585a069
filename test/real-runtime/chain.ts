import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A chain that runs the code of a public network, in a process of its own; //Alice has a balance on it. */
export interface RealChain {
  /** WebSocket address on loopback. */
  readonly url: string
  /** Makes blocks; the first takes what waits in the pool. @returns hash of the last @throws when one cannot be made */
  newBlock(count?: number): Promise<string>
  /** @throws when the chain's process had ended before */
  stop(): Promise<void>
}

export async function startRealChain(): Promise<RealChain> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Nothing of the host's environment: chopsticks takes ports, proxies and plugins from it.
    env: { LOG_LEVEL: 'error', NO_COLOR: '1' },
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output?.on('data', (chunk) => (said += String(chunk)))
  const failure = (what: string) => new Error(`the real runtime ${what}: ${said.slice(-2_000) || 'it said nothing'}`)

  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url))
    child.once('error', reject)
    // Unlike `exit`, not before all that it said has come.
    child.once('close', () => reject(failure('did not start')))
  })
  const height = async () => Number(((await request(url, 'chain_getHeader')) as { number: string }).number)

  return {
    url,
    async newBlock(count = 1) {
      const before = await height()
      const hash = await request(url, 'dev_newBlock', { count })
      // The answer does not tell of a block that failed: it is then the head that was.
      if ((await height()) < before + count) throw failure(`made fewer than ${count} blocks after #${before}`)
      return hash as string
    },
    async stop() {
      if (!child.connected) throw failure(`ended by itself, exit code ${child.exitCode}`)
      child.disconnect()
      await exited
    },
  }
}

/** One JSON-RPC call over HTTP, which the same port serves. */
async function request(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const answer = await fetch(url.replace(/^ws:/, 'http:'), {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } }
  if (error) throw new Error(`${method} on the real runtime: ${error.message}`)
  return result
}
