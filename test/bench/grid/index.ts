import { bytes } from './bytes/index.ts'
import { placement } from './placement.ts'
import { power } from './power.ts'
import { race } from './race.ts'

const SECTIONS = { placement, race, power, bytes }

/** Placement, power and bytes on the chain, beside the rules of the farmerbots and today's contracts. */
export async function grid(): Promise<void> {
  for (const [name, section] of Object.entries(SECTIONS)) {
    process.stdout.write(`\n ${name}\n\n`)
    await section()
  }
}
