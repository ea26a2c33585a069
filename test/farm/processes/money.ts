import type { PlainRates } from '../plain-bill.ts'
import type { FarmChain } from './chain.ts'
import { FARM, FARMER, type Layout, type Liar, upTo, userOf, VICTIM } from './places.ts'

/** Not round: what comes of them has to be rounded. */
const OFFER = { rates: { cu: 3_600_000_007, su: 777_777_777, ipu: 1_000_003, nu: 500_009 }, notice: 1 }
const BOND = 10n ** 13n
const MOST = 10n ** 12n
/** What a user may be billed a period who is billed up to it again and again. */
const LITTLE = 50_000_000n
/** Periods that are paid in for by one whose money does not reach. */
const FEW = 6n

const text = (amount: bigint) => String(amount)

async function open(chain: FarmChain, uri: string, farm: number): Promise<void> {
  await chain.submit(uri, 'gridAgreements', 'offer', farm, OFFER)
  await chain.submit(uri, 'gridAgreements', 'bond', farm, text(BOND))
}

const agree = (chain: FarmChain, uri: string, farm: number, most: bigint, periods: bigint) =>
  chain.submit(uri, 'gridAgreements', 'agree', farm, OFFER, text(most), text(most * periods))

/** The farm has offers and users who agree: one for less than is used, one for less time. */
export async function openFarm(chain: FarmChain, { users }: Layout, periods: number): Promise<void> {
  await open(chain, FARMER.uri, FARM)
  await Promise.all(
    upTo(users).map((user) => {
      const most = user === 1 ? LITTLE : MOST
      return agree(chain, userOf(user).uri, FARM, most, user === 2 ? FEW : BigInt(periods))
    }),
  )
}

/** Its own node signs for the same account: what comes at the same time is refused. */
const TRIES = 10

const bondAgain = (chain: FarmChain, uri: string, farm: number, tries: number): Promise<void> =>
  chain.submit(uri, 'gridAgreements', 'bond', farm, text(BOND)).then(
    () => {},
    () => (tries > 1 ? bondAgain(chain, uri, farm, tries - 1) : undefined),
  )

/** @returns a function that ends it: what is lost by a false bill is put down again, so that there can be another */
export async function openLiar(chain: FarmChain, { uri, farm }: Liar, periods: number): Promise<() => void> {
  await open(chain, uri, farm)
  await agree(chain, VICTIM.uri, farm, MOST, BigInt(periods))
  return chain.onBlock(({ events }) => {
    for (const { name, data } of events)
      if (name === 'Slashed' && Number(data['farmId']) === farm) void bondAgain(chain, uri, farm, TRIES)
  })
}

const FEES = { base: 100, variable: 1_000_000_000 }

/** The farm's users each have a service contract with its farmer. */
export async function openServices(chain: FarmChain, { users }: Layout): Promise<void> {
  const call = (uri: string, name: string, ...args: unknown[]) =>
    chain.submit(uri, 'smartContractModule', name, ...args)
  const farmer = await chain.accountOf(FARMER.twin)
  await Promise.all(
    upTo(users).map(async (number) => {
      const user = userOf(number)
      const created = await call(user.uri, 'serviceContractCreate', farmer, await chain.accountOf(user.twin))
      const { data } = created.find(({ name }) => name === 'ServiceContractCreated')!
      const id = (data['0'] as { serviceContractId: number }).serviceContractId
      await call(user.uri, 'serviceContractSetMetadata', id, '0x01')
      await call(FARMER.uri, 'serviceContractSetFees', id, FEES.base, FEES.variable)
      await call(user.uri, 'serviceContractApprove', id)
      await call(FARMER.uri, 'serviceContractApprove', id)
    }),
  )
}

/** By which the chain prices what is not agreed otherwise. */
export async function readPrices(chain: FarmChain): Promise<PlainRates> {
  const policy = (await chain.query('tfgridModule', 'pricingPolicies', [1])) as Record<string, { value: number }>
  const of = (name: string) => BigInt(policy[name]!.value)
  return { cu: of('cu'), su: of('su'), ipu: of('ipu'), nu: of('nu') }
}
