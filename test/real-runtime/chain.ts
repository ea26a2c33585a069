import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A chain that runs the code of a public network, in a process of its own. */
export interface RealChain {
  readonly url: string
  stop(): Promise<void>
}

export async function startRealChain(): Promise<RealChain> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'error' },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += String(chunk)
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"url"')) resolve((JSON.parse(line) as { url: string }).url)
    })
    exited.then(() => reject(new Error(`the real runtime did not start: ${complaints.slice(-2_000)}`)))
  })
  return {
    url,
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}
