import { audit } from './audit.ts'
import { bytes } from './bytes/index.ts'
import { nodes } from './nodes.ts'
import { placement } from './placement.ts'
import { power } from './power.ts'
import { race } from './race.ts'

const SECTIONS = { placement, race, nodes, power, bytes, audit }

/** Placement, power, bytes on the chain and audits, beside the rules of the farmerbots and today's contracts. */
export async function grid(): Promise<void> {
  for (const [name, section] of Object.entries(SECTIONS)) {
    process.stdout.write(`\n ${name}\n\n`)
    await section()
  }
}
