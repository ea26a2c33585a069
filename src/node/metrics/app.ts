import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { Readiness } from './readiness.ts'

/** What Prometheus asks for, and what whoever keeps the process running does: whether it lives, and whether it can do its duties. */
export function createMetricsApp(registry: Registry, readiness: () => Readiness): Hono {
  const app = new Hono()
  app.get('/metrics', async (c) => c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }))
  // That it is answered says it.
  app.get('/livez', (c) => c.json({ alive: true }))
  app.get('/readyz', (c) => {
    const found = readiness()
    return c.json(found, found.ready ? 200 : 503)
  })
  return app
}
