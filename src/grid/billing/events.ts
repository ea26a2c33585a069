import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { hashSchema, leafSchema, pathSchema, signatureSchema } from '../evidence/schemas.ts'

const u32 = z.number().int().min(0)
const amount = z.bigint().min(0n)

/** Who is billed by bills of its own: `farm/1` for all users of a farm together, `service/7` for one service contract. */
const payer = z.string()
const span = { payer, first: u32, last: u32 }

/** A bill is on the chain: of the periods from `first` to `last`. `total`: what its leaves come to. */
export const BillMade = fact('grid.BillMade', {
  payload: z.object({ ...span, root: hashSchema, total: amount, block: z.number().nullable() }),
})

/** Nothing will be billed for these periods any more. */
export const BillMissed = fact('grid.BillMissed', {
  priority: 'high',
  payload: z.object({ ...span, reason: z.string() }),
})

/** Bills that were on the chain are void, all that were not paid: `first` tells their periods. Nothing of them counts as spent. */
export const BillsVoided = fact('grid.BillsVoided', {
  priority: 'high',
  payload: z.object({ payer, first: z.array(u32) }),
})

/**
 * - `agreement`: what is paid in does not reach for the present period. `service`: the consumer cannot pay a bill.
 * - `contract`: the chain says that its owner cannot pay.
 */
export const GRACE_KINDS = ['agreement', 'service', 'contract'] as const
export type GraceKind = (typeof GRACE_KINDS)[number]
const grace = z.object({ kind: z.enum(GRACE_KINDS), id: amount })

/** Nothing more is to be deployed under it until its user has paid; what runs goes on. */
export const GraceStarted = fact('grid.GraceStarted', { priority: 'high', payload: grace })
export const GraceEnded = fact('grid.GraceEnded', { payload: grace })

const proven = z.object({ leaf: leafSchema, path: pathSchema })

/**
 * - `drawn`: written down. `billed`: on the chain; under agreements it is not paid yet. `paid`. `nothing`: nothing was to be paid.
 * - `void`: it was on the chain, and is not paid: the farmer was shown to have made a false bill. `missed`: it never was on the chain.
 */
export const BILL_STATES = ['drawn', 'billed', 'paid', 'void', 'nothing', 'missed'] as const
export type BillState = (typeof BILL_STATES)[number]

/**
 * What a user was billed under an agreement, or a service contract, in a period, with what proves that it is in the bill. `asked`: what
 * the chain was asked to pay, in its unit. `carried`: what the bill before has left to this one. `receipt`: of the farmer's twin under
 * the bill of a farm, once it is on the chain: by it another bill of the same period can be shown false. Refused with `no-bill`.
 */
export const DescribeBill = command('grid.DescribeBill', {
  category: 'observe',
  payload: z.object({ agreement: amount, period: u32 }),
  result: z.object({
    ...span,
    state: z.enum(BILL_STATES),
    root: hashSchema,
    total: amount,
    carried: amount,
    asked: amount,
    block: z.number().nullable(),
    receipt: signatureSchema.nullable(),
    leaves: z.array(proven),
  }),
})

/**
 * What a user has spent under an agreement that is over, and the farmer's signature under it: with it the user has the chain give back
 * the rest. Refused with `no-agreement`, `not-over` (which passes, once no bill may come any more), `not-known` (bills were made by
 * another), `no-key` (this account's signature is not the farmer's).
 */
export const SettleAgreement = command('grid.SettleAgreement', {
  category: 'advise',
  payload: z.object({ agreement: amount }),
  result: z.object({ spent: amount, signature: signatureSchema }),
})

/** What a user has signed for a bill: `root` is the bill's, `amount` what all leaves of the agreement come to. */
const userReceipt = z.object({ root: hashSchema, amount, signature: signatureSchema })

/**
 * A user's receipt, to be kept and shown. Refused with `no-bill`, `other-bill` (it is for another one than was made, or another
 * amount), `no-agreement`, and `not-signed` where the signature is not of the agreement's user.
 */
export const KeepReceipt = command('grid.KeepReceipt', {
  category: 'advise',
  payload: userReceipt.extend({ agreement: amount, period: u32 }),
  result: z.object({ kept: z.boolean() }),
})

/** It, for who audits the bill. Refused with `no-receipt`. */
export const FindReceipt = command('grid.FindReceipt', {
  category: 'observe',
  payload: z.object({ agreement: amount, period: u32 }),
  result: userReceipt,
})

/** The leaf of the farm's bill of a period on which the amount `at` of its total falls: for who audits it. Refused with `no-bill`. */
export const ShowLeaf = command('grid.ShowLeaf', {
  category: 'observe',
  payload: z.object({ period: u32, at: amount }),
  result: proven,
})
