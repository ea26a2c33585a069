import { z } from 'zod'
import { chainFact } from '../chain/decoder/chain-fact.ts'

const u32 = z.coerce.number().int().min(0)
const amount = z.coerce.bigint().min(0n)

const agreementsFact = <const Name extends string, Shape extends z.ZodRawShape>(name: Name, fields: Shape) =>
  chainFact(`agreements.${name}` as `agreements.${Name}`, { pallet: 'GridAgreements', event: name }, fields)

/** Facts of bills under agreements with farms. */
export const Billed = agreementsFact('Billed', { farmId: u32, period: u32 })
export const Settled = agreementsFact('Settled', { farmId: u32, period: u32, amount })
/** All open bills of the farm are void with it. */
export const Slashed = agreementsFact('Slashed', { farmId: u32, period: u32, amount, by: z.string() })
