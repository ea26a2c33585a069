import type { DevAccount } from '../../../src/devnet/accounts.ts'
import { agreements } from '../../devnet/calls.ts'
import { FARM, type FarmOnDevnet, type FarmSetting, startFarmOnDevnet } from './on-devnet.ts'

export const RATES = { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }
export const TERMS = { rates: RATES, notice: 2 }
/** What a day of a small machine comes to: 1 compute unit and 0.3 storage units. */
export const SMALL_DAY = 24n * 7_200_000n
export const MAX = 10n * SMALL_DAY

export const agree = (farm: FarmOnDevnet, who: DevAccount, max_per_period = MAX, deposit = 100n * MAX): void =>
  farm.send(who, agreements('agree', { farm_id: FARM, terms: TERMS, max_per_period, deposit }))

/** A farm that Bob and Charlie have an agreement with each, 1 and 2, in which they may deploy 1 to 4. */
export async function startAgreed(setting: FarmSetting = {}) {
  const farm = await startFarmOnDevnet(setting)
  farm.send(farm.alice, agreements('offer', { farm_id: FARM, terms: TERMS }))
  farm.send(farm.alice, agreements('bond', { farm_id: FARM, amount: 10n ** 12n }))
  agree(farm, farm.bob)
  agree(farm, farm.charlie)
  await farm.start()
  await Promise.all([farm.note(1n, 1n, 2n, 3n, 4n), farm.note(2n, 1n, 2n, 3n, 4n)])
  return farm
}
