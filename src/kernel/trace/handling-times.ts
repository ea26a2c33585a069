import type { Metric, Registry } from 'prom-client'

/** Handlers take microseconds, or something is wrong: the last bucket is the length of a whole slice of the pump, and beyond. */
const BOUNDS = [0.000_01, 0.000_1, 0.001, 0.004, 0.02, 0.1, 1]

interface Times {
  /** How many took at most the bound of the same place, and no more than the one before; the last has no bound. */
  readonly counts: number[]
  sum: number
}

const NAME = 'reeve_kernel_handling_seconds'

/** A histogram of how long handlers took, by actor. It counts in plain numbers: the library's own costs more than a handler. */
export class HandlingTimes {
  private readonly byActor = new Map<string, Times>()

  constructor(registry: Registry) {
    const help = 'Time a handler took'
    const metric = {
      name: NAME,
      help,
      type: 'histogram',
      aggregator: 'sum',
      get: () => this.values(),
      reset: () => this.byActor.clear(),
    }
    registry.registerMetric(metric as unknown as Metric)
  }

  observe(actor: string, seconds: number): void {
    let times = this.byActor.get(actor)
    if (times === undefined) {
      times = { counts: Array<number>(BOUNDS.length + 1).fill(0), sum: 0 }
      this.byActor.set(actor, times)
    }
    let place = 0
    while (place < BOUNDS.length && seconds > BOUNDS[place]!) place += 1
    times.counts[place]! += 1
    times.sum += seconds
  }

  private async values() {
    const values = [...this.byActor].flatMap(([actor, { counts, sum }]) => {
      let total = 0
      const buckets = counts.map((count, place) => {
        total += count
        return { metricName: `${NAME}_bucket`, labels: { le: BOUNDS[place] ?? '+Inf', actor }, value: total }
      })
      return [
        ...buckets,
        { metricName: `${NAME}_sum`, labels: { actor }, value: sum },
        { metricName: `${NAME}_count`, labels: { actor }, value: total },
      ]
    })
    return { name: NAME, help: 'Time a handler took', type: 'histogram', aggregator: 'sum', values }
  }
}
