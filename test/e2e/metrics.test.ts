import { expect, it, onTestFinished } from 'vitest'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { useFolder } from '../folder.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

it('a node serves metrics of itself and of its HTTP API, and whether it is ready, where it is told to', async () => {
  await accountsReady()
  const devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()) })
  onTestFinished(() => devnet.stop())
  await folder.put('reeve.yaml', 'storage: { listen: "127.0.0.1:0" }\n')
  const flags = ['--chain', devnet.url, '--uri', '//Alice', '--prometheus-port', '0', '--json']
  const node = reeve(['run', ...flags], { cwd: folder.path })
  onTestFinished(() => node.signal('SIGKILL'))
  const urlIn = async (message: string): Promise<string> => {
    await node.shows(message)
    const lines = node.shown().split('\n')
    return (JSON.parse(lines.find((line) => line.includes(message))!) as { url: string }).url
  }
  const [metrics, api] = [await urlIn('metrics are served'), await urlIn('HTTP API')]
  await node.shows('connected')
  expect((await fetch(`${api}/health`)).status).toBe(200)
  const text = await (await fetch(metrics)).text()
  expect(text).toContain('reeve_kernel_emitted_total{type="chain.Connected",from="chain-follower"} 1')
  expect(text).toContain('reeve_http_requests_total{route="/health",method="GET",status="200"} 1')

  const base = metrics.replace(/\/metrics$/, '')
  const readiness = async () => {
    const answer = await fetch(`${base}/readyz`)
    return { status: answer.status, ...((await answer.json()) as object) }
  }
  expect((await fetch(`${base}/livez`)).status).toBe(200)
  // Nothing is signed before a block.
  expect(await readiness()).toMatchObject({
    status: 503,
    ready: false,
    conditions: expect.arrayContaining([expect.objectContaining({ actor: 'transactions', states: ['unready'] })]),
  })
  devnet.produce(1)
  await until(async () => (await readiness()).status === 200)
  expect(await readiness()).toMatchObject({
    ready: true,
    conditions: expect.arrayContaining([
      { actor: 'chain-follower', states: ['following.live'] },
      { actor: 'transactions', states: expect.arrayContaining(['open.signing.free']) },
      { actor: 'http-api', states: ['serving.listening'] },
    ]),
  })
  // What is under way lands only in blocks.
  devnet.produce(20)
  node.signal('SIGTERM')
  expect((await node.finished).code).toBe(0)
  await expect(fetch(metrics)).rejects.toThrow()
})
