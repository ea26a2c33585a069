import { expect, it, onTestFinished } from 'vitest'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { useFolder } from '../folder.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()

it('a node serves metrics of itself and of its HTTP API where it is told to', async () => {
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
  // What is under way lands only in blocks.
  devnet.produce(20)
  node.signal('SIGTERM')
  expect((await node.finished).code).toBe(0)
  await expect(fetch(metrics)).rejects.toThrow()
})
