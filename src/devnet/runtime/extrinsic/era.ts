import { ScaleError, type Type, u8 } from '../../scale/index.ts'

/** How long an extrinsic may be included: always, or from the block it was made for on. */
export type Era = { type: 'immortal' } | { type: 'mortal'; period: number; phase: number }

export const IMMORTAL: Era = { type: 'immortal' }

const MIN_PERIOD = 4
const MAX_PERIOD = 65_536

/** The era of an extrinsic made at `current` to live about `period` blocks: a power of two from 4 to 65,536. */
export function mortalEra(period: number, current: number): Era {
  const rounded = Math.min(MAX_PERIOD, Math.max(MIN_PERIOD, 2 ** Math.ceil(Math.log2(period))))
  const step = stepOf(rounded)
  return { type: 'mortal', period: rounded, phase: Math.floor((current % rounded) / step) * step }
}

/** The block whose hash the signature covers, and the first block too late for the extrinsic. */
export function span(era: Era & { type: 'mortal' }, current: number): { birth: number; death: number } {
  const { period, phase } = era
  const birth = Math.floor((Math.max(current, phase) - phase) / period) * period + phase
  return { birth, death: birth + period }
}

// Long eras name their phase coarsely, so that it fits into 12 bits.
const stepOf = (period: number) => Math.max(1, period >> 12)

export const era: Type<Era> = {
  key: 'sp_runtime::generic::era::Era',
  minSize: 1,
  describe: () => ({
    path: ['sp_runtime', 'generic', 'era', 'Era'],
    params: [],
    docs: [],
    def: {
      kind: 'variant',
      // The first byte is the case: 0 is immortal, any other is half of a mortal era's two bytes.
      variants: Array.from({ length: 256 }, (_, index) => ({
        name: index === 0 ? 'Immortal' : `Mortal${index}`,
        index,
        fields: index === 0 ? [] : [{ name: undefined, type: u8 }],
        docs: [],
      })),
    },
  }),
  encode(value, writer) {
    if (value.type === 'immortal') return writer.u8(0)
    const encoded = Math.min(15, Math.max(1, Math.log2(value.period) - 1)) | ((value.phase / stepOf(value.period)) << 4)
    writer.u8(encoded & 0xff)
    writer.u8(encoded >> 8)
  },
  decode(reader) {
    const first = reader.u8('Era')
    if (first === 0) return IMMORTAL
    const encoded = first | (reader.u8('Era') << 8)
    const period = 2 << (encoded & 15)
    const phase = (encoded >> 4) * stepOf(period)
    if (period < MIN_PERIOD || phase >= period) throw new ScaleError('scale.variant', 'Era', `${encoded} is no era`)
    return { type: 'mortal', period, phase }
  },
}
