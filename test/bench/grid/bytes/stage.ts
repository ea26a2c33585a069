import { devAccount } from '../../../../src/devnet/accounts.ts'
import { preset } from '../../../../src/devnet/preset.ts'
import { billingAuthor, nodeAccount } from '../../../../src/devnet/presets-grid.ts'
import { createTestChain } from '../../../devnet/harness.ts'
import { createMeter } from './meter.ts'

export const HOUR = 3_600
export const DAY = 24 * HOUR
export const MONTH_DAYS = 30

/** The development grid in process, with a farm of Alice's; Bob is a user of it. */
export function startGrid(nodes: number) {
  const chain = createTestChain(preset('grid', { nodes }).runtime)
  return {
    chain,
    meter: createMeter(chain),
    farmer: devAccount('Alice'),
    user: devAccount('Bob'),
    author: billingAuthor(),
    node: nodeAccount,
  }
}
