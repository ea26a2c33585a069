import type { Type } from '../scale/index.ts'
import type { Outer, Pallet } from './pallet/index.ts'
import type { Ledger } from './pallets/balances/index.ts'
import {
  createGridAgreements,
  DEFAULT_AGREEMENT_RULES,
  type GridAgreementsRules,
} from './pallets/grid-agreements/index.ts'
import {
  createSmartContract,
  DEFAULT_RULES,
  nodeHooks,
  type SmartContractRules,
} from './pallets/smart-contract/index.ts'
import { createSudo } from './pallets/sudo/index.ts'
import { createTfgrid, DEVELOPMENT_PRICES, type GenesisFarm, type GenesisPrices } from './pallets/tfgrid/index.ts'
import { createTftPrice } from './pallets/tft-price/index.ts'
import type { AccountId } from './primitives/index.ts'

/** A compute grid on the chain: its accounts and, where they differ from the development chain's, its numbers. */
export interface GridOptions {
  /** Who decides in the place of a council. */
  readonly sudo: AccountId
  /** Who says what the token costs. */
  readonly validators: readonly AccountId[]
  readonly foundation: AccountId
  readonly sales: AccountId
  readonly prices?: GenesisPrices
  /** Thousandths of a USD. */
  readonly tokenPrice?: { readonly min: number; readonly max: number; readonly now: number }
  readonly rules?: Partial<SmartContractRules>
  readonly agreements?: Partial<GridAgreementsRules>
  readonly twins?: readonly AccountId[]
  readonly farms?: readonly GenesisFarm[]
}

/** Percent of the price that renting a whole node costs. */
const DEDICATED_DISCOUNT = 50
/** Nobody has said yet what a token costs: it counts at its lowest. */
const DEVELOPMENT_TOKEN_PRICE = { min: 10, max: 1_000, now: 0 }

export function gridPallets(options: GridOptions, runtimeCall: Type<Outer>, ledger: Ledger): Pallet[] {
  const { prices = DEVELOPMENT_PRICES, tokenPrice = DEVELOPMENT_TOKEN_PRICE, twins = [], farms = [] } = options
  const { foundation, sales, validators } = options
  const contracting = { rules: { ...DEFAULT_RULES, ...options.rules }, ledger }
  return [
    createTfgrid(
      { prices, dedicatedDiscount: DEDICATED_DISCOUNT, foundation, sales, twins, farms },
      nodeHooks(contracting),
    ),
    createSmartContract(contracting),
    createTftPrice({ validators, minPrice: tokenPrice.min, maxPrice: tokenPrice.max, price: tokenPrice.now }),
    createSudo(runtimeCall, options.sudo),
    createGridAgreements({ rules: { ...DEFAULT_AGREEMENT_RULES, ...options.agreements }, ledger }),
  ]
}
