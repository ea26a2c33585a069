import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { exposeTraffic } from '../../../src/storage/http/metrics.ts'
import { createTraffic } from '../../../src/storage/http/traffic.ts'
import { useApp } from './stage.ts'

const start = useApp()

describe('the traffic of the HTTP API in a registry', () => {
  it('is told by declared routes, whatever was asked for, and the same when read twice', async () => {
    const s = await start()
    const registry = new Registry()
    exposeTraffic(registry, s.traffic)
    const body = Buffer.from('sixteen bytes...')
    for (const key of ['one', 'two'])
      expect((await s.request('PUT', `/s3/7/object?key=${key}`, { as: 'Writer', body })).status).toBe(200)
    const got = await s.request('GET', '/s3/7/object?key=one', { as: 'Reader' })
    expect(await got.text()).toBe(String(body))
    await s.request('GET', '/nowhere/at/all')
    const text = await registry.metrics()
    const lines = text.split('\n')
    expect(lines).toContain('reeve_http_requests_total{route="/s3/:bucket/object",method="PUT",status="200"} 2')
    expect(lines).toContain('reeve_http_requests_total{route="/s3/:bucket/object",method="GET",status="200"} 1')
    expect(lines).toContain('reeve_http_requests_total{route="none",method="GET",status="404"} 1')
    expect(lines).toContain('reeve_http_received_bytes_total 32')
    expect(lines).toContain('reeve_http_sent_bytes_total 16')
    expect(lines).toContain('reeve_http_in_flight 0')
    expect(text).not.toContain('nowhere')
    expect(await registry.metrics()).toBe(text)
  })

  it('has times in seconds, and what is not answered yet', async () => {
    const traffic = createTraffic()
    const registry = new Registry()
    exposeTraffic(registry, traffic)
    traffic.began()
    traffic.began()
    traffic.ended({ route: '/node', method: 'PUT', status: 200, time: 1_500 })
    const lines = (await registry.metrics()).split('\n')
    expect(lines).toContain('reeve_http_request_seconds_total{route="/node",method="PUT",status="200"} 1.5')
    expect(lines).toContain('reeve_http_in_flight 1')
  })
})
