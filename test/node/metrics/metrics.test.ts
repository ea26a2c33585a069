import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createSystem, defineUnit, fact } from '../../../src/kernel/index.ts'
import { loadConfig } from '../../../src/node/config/load.ts'
import { openMetrics } from '../../../src/node/metrics/open.ts'
import { useFolder } from '../../folder.ts'

const folder = useFolder()
const Tick = fact('test.Tick', { payload: z.object({}) })

const load = (env: Record<string, string> = {}, flags = {}) => loadConfig({ flags }, { env, cwd: folder.path })

/** A system with one actor, watched as the config says. @returns where its metrics are, if anywhere */
async function startWatched(loaded: Awaited<ReturnType<typeof load>>) {
  const metrics = await openMetrics(loaded)
  const system = createSystem()
  system.register(defineUnit({ name: 'clock', consumes: [Tick], handlers: { [Tick.type]: () => {} } }))
  const told: string[] = []
  const info = ({ url }: { url?: string }) => void told.push(url!)
  metrics.watch(system, { debug: info, info, warn: info, error: info })
  await system.start()
  onTestFinished(async () => {
    await system.stop()
    await metrics.close()
  })
  return { metrics, system, url: told[0] }
}

describe('metrics of a node', () => {
  it('are served where the config says: of actors, of the HTTP API, of the process', async () => {
    const { metrics, system, url } = await startWatched(await load({}, { prometheusPort: 0 }))
    system.emit(Tick, {})
    await system.settled()
    metrics.traffic.began()
    const response = await fetch(url!)
    expect(response.headers.get('content-type')).toContain('text/plain')
    const lines = (await response.text()).split('\n')
    expect(lines).toContain('reeve_kernel_handled_total{type="test.Tick",actor="clock"} 1')
    expect(lines).toContain('reeve_http_in_flight 1')
    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true)
    expect((await fetch(new URL('/', url))).status).toBe(404)
    expect((await fetch(url!, { method: 'POST' })).status).toBe(404)
  })

  it('are not there unless they are wanted, and no more once they are closed', async () => {
    expect((await startWatched(await load())).url).toBeUndefined()
    const { metrics, url } = await startWatched(await load({ REEVE_PROMETHEUS_PORT: '0' }))
    expect((await fetch(url!)).status).toBe(200)
    await metrics.close()
    await expect(fetch(url!)).rejects.toThrow()
  })

  it('that cannot be served are a problem of the config, named with where it was said', async () => {
    const { url } = await startWatched(await load({}, { prometheusPort: 0 }))
    const { port } = new URL(url!)
    const taken = openMetrics(await load({ REEVE_PROMETHEUS_PORT: port }))
    await expect(taken).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [{ code: 'metrics', field: 'metrics.listen', file: 'REEVE_PROMETHEUS_PORT' }],
    })
    const { problems } = await load({ REEVE_PROMETHEUS_PORT: 'many' })
    expect(problems).toMatchObject([{ code: 'wrong-value', field: 'metrics.listen', value: '"127.0.0.1:many"' }])
  })
})
