import { catchUp } from './catch-up.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'

const SECTIONS = { 'catch-up': catchUp, memory, latency }

/** The node's follower over loopback: the chain and each of its readers in a process of its own. */
export async function follower(): Promise<void> {
  for (const [name, section] of Object.entries(SECTIONS)) {
    process.stdout.write(` ${name}\n`)
    await section()
  }
}
