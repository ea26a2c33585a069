import type { z } from 'zod'
import { ChainError } from '../errors.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import type { BlockRef, ChainFact } from './chain-fact.ts'

export interface DecodedFact {
  readonly fact: ChainFact
  readonly payload: unknown
}

/** Turns the events of a block into those facts that somebody consumes. */
export interface Decoder {
  /** @throws ChainError `undecodable`: the whole block's facts are then unknown, and consumers must re-read. */
  decode(runtime: ChainRuntime, bytes: string, block: BlockRef): DecodedFact[]
}

export function createDecoder(facts: readonly ChainFact[]): Decoder {
  const bySource = new Map<string, Map<string, ChainFact>>()
  for (const fact of facts) {
    const { pallet, event } = fact.source
    const ofPallet = bySource.get(pallet) ?? new Map<string, ChainFact>()
    bySource.set(pallet, ofPallet.set(event, fact))
  }
  const wanted = new Set(facts.map(({ source: { pallet, event } }) => `${pallet}.${event}`))
  return {
    decode(runtime, bytes, { number, hash }) {
      // One for all facts of the block: nobody may change it.
      const block = Object.freeze({ number, hash })
      return runtime.decodeEvents(bytes, wanted).map(({ pallet, event, fields }) => {
        const fact = bySource.get(pallet)!.get(event)!
        const parsed = fact.fields.safeParse(fields)
        if (!parsed.success) throw unexpected(`${pallet}.${event}`, parsed.error)
        const payload = parsed.data as Record<string, unknown>
        payload['block'] = block
        return { fact, payload }
      })
    },
  }
}

function unexpected(what: string, { issues }: z.ZodError): ChainError {
  const reason = issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  return new ChainError({ code: 'undecodable', what, reason }, `event ${what} is not as expected: ${reason}`)
}
