import { tuple, u16, u32 } from '../../../scale/index.ts'
import { defaulted, defineStorage } from '../../pallet/index.ts'

/** Prices of a token in thousandths of a USD. */
export const tftPriceStorage = defineStorage('TFTPriceModule', {
  TftPrice: defaulted(u32, 0),
  LastBlockSet: defaulted(u32, 0),
  AverageTftPrice: defaulted(u32, 0),
  TftPriceHistory: defaulted(u32, 0, [['Blake2_128Concat', u16]]),
  BufferRange: defaulted(tuple(u16, u16), [0, 0] as [number, number], [], {
    docs: 'The place of the first price, and the one after the last.',
  }),
  MinTftPrice: defaulted(u32, 0),
  MaxTftPrice: defaulted(u32, 0),
})
