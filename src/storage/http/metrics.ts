import { Counter, Gauge, type Registry } from 'prom-client'
import type { Traffic, TrafficReport } from './traffic.ts'

const KIND = ['route', 'method', 'status'] as const

type Row = TrafficReport['requests'][number]

/** Shows traffic in a registry whenever that is read. Labels are routes as they were declared: a bounded set. */
export function exposeTraffic(registry: Registry, traffic: Traffic): void {
  const registers = [registry]
  const perKind = (name: string, help: string, of: (row: Row) => number) =>
    new Counter({
      name: `reeve_http_${name}`,
      help,
      labelNames: KIND,
      registers,
      collect() {
        this.reset()
        for (const row of traffic.read().requests) {
          const { route, method, status } = row
          this.inc({ route, method, status }, of(row))
        }
      },
    })
  const bytes = (name: 'received' | 'sent', help: string) =>
    new Counter({
      name: `reeve_http_${name}_bytes_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(traffic.read()[name])
      },
    })

  perKind('requests_total', 'Requests answered', ({ count }) => count)
  perKind(
    'request_seconds_total',
    'Time until the heads of the answers, of all of them together',
    ({ time }) => time / 1_000,
  )
  bytes('received', 'Bytes of bodies that came')
  bytes('sent', 'Bytes of bodies of objects, and of many nodes or chunks at a time, that were sent')
  new Gauge({
    name: 'reeve_http_in_flight',
    help: 'Requests without an answer yet',
    registers,
    collect() {
      this.set(traffic.read().inFlight)
    },
  })
}
