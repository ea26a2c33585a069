import { asks } from './asks.ts'
import { crowd } from './crowd.ts'
import { fanOut } from './fan-out.ts'
import { replacement } from './replacement.ts'
import { starvation } from './starvation.ts'
import { throughput } from './throughput.ts'
import { tracers } from './tracers.ts'

const SECTIONS = { throughput, 'fan-out': fanOut, asks, tracers, replacement, crowd, starvation }

export async function kernel(): Promise<void> {
  for (const [name, section] of Object.entries(SECTIONS)) {
    process.stdout.write(` ${name}\n`)
    await section()
  }
}
