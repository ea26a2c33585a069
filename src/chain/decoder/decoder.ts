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
  const bySource = new Map(facts.map((fact) => [`${fact.source.pallet}.${fact.source.event}`, fact]))
  const wanted = new Set(bySource.keys())
  return {
    decode: (runtime, bytes, block) =>
      runtime.decodeEvents(bytes, wanted).map((event) => {
        const name = `${event.pallet}.${event.event}`
        const fact = bySource.get(name)!
        const parsed = fact.payload.safeParse({ ...event.fields, block })
        if (parsed.success) return { fact, payload: parsed.data }
        const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        throw new ChainError({ code: 'undecodable', what: name, reason }, `event ${name} is not as expected: ${reason}`)
      }),
  }
}
