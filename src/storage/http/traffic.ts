/** What the HTTP API has done since it was made. */
export interface TrafficReport {
  readonly inFlight: number
  /** Bytes of bodies that came. */
  readonly received: number
  /** Bytes of bodies that are made while they are sent: objects, and many nodes or chunks at a time. */
  readonly sent: number
  readonly requests: readonly {
    /** As it was declared: with names in place of values. */
    readonly route: string
    readonly method: string
    readonly status: number
    readonly count: number
    /** Milliseconds until the head of the answer, of all of them together. */
    readonly time: number
  }[]
}

/**
 * Counts requests for whoever reads the node's metrics. A counter and not facts: requests come by the thousand, and nobody has to
 * act on one.
 */
export interface Traffic {
  began(): void
  ended(request: {
    readonly route: string
    readonly method: string
    readonly status: number
    readonly time: number
  }): void
  received(bytes: number): void
  sent(bytes: number): void
  read(): TrafficReport
}

export function createTraffic(): Traffic {
  const requests = new Map<string, { route: string; method: string; status: number; count: number; time: number }>()
  let [inFlight, received, sent] = [0, 0, 0]

  return {
    began() {
      inFlight += 1
    },
    ended({ time, ...kind }) {
      inFlight -= 1
      const key = Object.values(kind).join(' ')
      const row = requests.get(key) ?? { ...kind, count: 0, time: 0 }
      row.count += 1
      row.time += time
      requests.set(key, row)
    },
    received(bytes) {
      received += bytes
    },
    sent(bytes) {
      sent += bytes
    },
    read: () => ({ inFlight, received, sent, requests: [...requests.values()].map((row) => ({ ...row })) }),
  }
}
