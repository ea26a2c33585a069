import { sameBytes } from '../../../bytes.ts'
import { u32 } from '../../../scale/index.ts'
import {
  call,
  defineCalls,
  defineErrors,
  defineEvents,
  definePallet,
  ensureRoot,
  signedBy,
} from '../../pallet/index.ts'
import { type AccountId, accountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { averageOf, pushPrice } from './history.ts'
import { tftPriceStorage } from './storage.ts'

const identity = { name: 'TFTPriceModule', index: 28, module: 'pallet_tft_price' } as const

const { type: events, event } = defineEvents(identity, {
  PriceStored: { index: 0, of: u32 },
  OffchainWorkerExecuted: { index: 1, of: accountId },
  AveragePriceStored: { index: 2, of: u32 },
  AveragePriceIsAboveMaxPrice: { index: 3, items: [u32, u32] },
  AveragePriceIsBelowMinPrice: { index: 4, items: [u32, u32] },
})

const { type: errors, failure } = defineErrors(identity, [
  'ErrFetchingPrice',
  'OffchainSignedTxError',
  'NoLocalAcctForSigning',
  'AccountUnauthorizedToSetPrice',
  'MaxPriceBelowMinPriceError',
  'MinPriceAboveMaxPriceError',
  'IsNotAnAuthority',
  'WrongAuthority',
])

const { TftPrice, LastBlockSet, AverageTftPrice, MinTftPrice, MaxTftPrice } = tftPriceStorage

export interface TftPriceGenesis {
  /** Who may say what a token costs. */
  readonly validators: readonly AccountId[]
  readonly minPrice: number
  readonly maxPrice: number
  /** What it costs from the start; 0 before anybody has said. */
  readonly price: number
}

export const createTftPriceCalls = (validators: readonly AccountId[]) =>
  defineCalls(identity, {
    set_prices: call(
      {
        index: 0,
        args: { price: u32, block_number: u32 },
        weight: () => nominalWeight(6, 5),
        free: true,
        docs: 'Says what a token costs: by a validator.',
      },
      ({ storage, deposit }, origin, { price, block_number }) => {
        const account = signedBy(origin)
        if (!validators.some((each) => sameBytes(each, account))) throw failure.AccountUnauthorizedToSetPrice()
        LastBlockSet.set(storage, block_number)
        TftPrice.set(storage, price)
        deposit(event.PriceStored(price))
        pushPrice(storage, price)
        const average = averageOf(storage)
        AverageTftPrice.set(storage, average)
        deposit(event.AveragePriceStored(average))
        const [min, max] = [MinTftPrice.get(storage), MaxTftPrice.get(storage)]
        if (average < min) deposit(event.AveragePriceIsBelowMinPrice(average, min))
        if (average > max) deposit(event.AveragePriceIsAboveMaxPrice(average, max))
      },
    ),

    set_min_tft_price: call(
      { index: 2, args: { price: u32 }, weight: () => nominalWeight(1, 1), docs: 'Restricted.' },
      ({ storage }, origin, { price }) => {
        ensureRoot(origin)
        if (price >= MaxTftPrice.get(storage)) throw failure.MinPriceAboveMaxPriceError()
        MinTftPrice.set(storage, price)
      },
    ),

    set_max_tft_price: call(
      { index: 3, args: { price: u32 }, weight: () => nominalWeight(1, 1), docs: 'Restricted.' },
      ({ storage }, origin, { price }) => {
        ensureRoot(origin)
        if (price <= MinTftPrice.get(storage)) throw failure.MaxPriceBelowMinPriceError()
        MaxTftPrice.set(storage, price)
      },
    ),
  })

/** What the chain's token costs. */
export const createTftPrice = ({ validators, minPrice, maxPrice, price }: TftPriceGenesis) =>
  definePallet({
    identity,
    calls: createTftPriceCalls(validators),
    events,
    errors,
    storage: tftPriceStorage,
    genesis(access) {
      MinTftPrice.set(access, minPrice)
      MaxTftPrice.set(access, maxPrice)
      if (price === 0) return
      TftPrice.set(access, price)
      AverageTftPrice.set(access, price)
    },
  })
