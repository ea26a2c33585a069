import { gridAgreementsStorage as items } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import { agreements as call } from '../../devnet/calls.ts'
import type { MonthChain } from './chain.ts'
import { FARM, type People, type Twin } from './genesis.ts'
import type { World } from './world.ts'

export const RATES = { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }
const TERMS = { rates: RATES, notice: 2 }
/** Of a period. */
export const MOST = 20_000_000_000n
/** Of the one user who agrees to less than it uses. */
export const LITTLE = 400_000_000n
export const BOND = 10n ** 13n

export const offer = async (chain: MonthChain, { account }: Twin, farm_id: number): Promise<void> => {
  await chain.send(account, call('offer', { farm_id, terms: TERMS }))
  await chain.send(account, call('bond', { farm_id, amount: BOND }))
}

/** @param periods that are paid in for */
export async function agree(chain: MonthChain, { account }: Twin, farm_id: number, most: bigint, periods: number) {
  const deposit = most * BigInt(periods)
  await chain.send(account, call('agree', { farm_id, terms: TERMS, max_per_period: most, deposit }))
}

/** Farmers say what they ask, and users take it. @returns the agreements that cheats bill, by farm */
export async function settleTerms(chain: MonthChain, { farmer, users, cheats }: People, days: number) {
  const periods = days + 10
  await Promise.all([offer(chain, farmer, FARM), ...cheats.map((cheat) => offer(chain, cheat.farmer, cheat.farmId))])
  for (const [index, user] of users.entries()) await agree(chain, user, FARM, index === 0 ? LITTLE : MOST, periods)
  const of = new Map<number, bigint[]>()
  for (const { farmId } of cheats)
    for (const user of users.slice(0, 4)) {
      await agree(chain, user, farmId, MOST, periods)
      of.set(farmId, [...(of.get(farmId) ?? []), items.AgreementId.get(chain.state())])
    }
  return of
}

/** One user gives notice, and agrees anew at once: for a while it has two agreements. */
export function changeTerms(
  world: World,
  chain: MonthChain,
  { users }: People,
  { at, periods }: { readonly at: number; readonly periods: number },
): void {
  const user = users[1]!
  async function change(): Promise<void> {
    await world.sleep(at - world.now())
    // They were made one after the other.
    await chain.send(user.account, call('end', { agreement: 2n }))
    await agree(chain, user, FARM, MOST, periods)
  }
  change().catch((error: unknown) => world.fail(error))
}
