/** Events seen in how many seconds. */
export interface Reading {
  readonly events: number
  readonly seconds: number
}

/** Megabytes once all garbage has been collected. */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

/** When something happened to each block, in nanoseconds of the machine's clock, which all processes share. */
export type Times = readonly (readonly [number: number, at: bigint])[]

/** Needs `--expose-gc`. */
export async function memory(): Promise<Memory> {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / 1e6, resident: rss / 1e6 }
}
