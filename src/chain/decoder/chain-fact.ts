import { z } from 'zod'
import { type Fact, fact } from '../../kernel/index.ts'

/** Where in the finalized chain something happened. */
export const blockRef = z.object({ number: z.number(), hash: z.string() })
export type BlockRef = z.infer<typeof blockRef>

/** A fact that the chain itself reports as an event of a pallet. */
export interface ChainFact<Type extends string = string, Payload = unknown> extends Fact<Type, Payload> {
  readonly source: { readonly pallet: string; readonly event: string }
  /** The payload but for its block, which needs no check. */
  readonly fields: z.ZodType<object>
}

/** Declares a fact by the pallet event it comes from. `fields` checks and shapes the event's fields, named in camel case. */
export function chainFact<const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  source: { readonly pallet: string; readonly event: string },
  fields: Shape,
): ChainFact<Type, z.output<z.ZodObject<Shape>> & { readonly block: BlockRef }> {
  const own = z.object(fields)
  const payload = own.extend({ block: blockRef })
  return { ...fact(type, { payload: payload as never }), source, fields: own } as never
}

export const isChainFact = (message: Fact): message is ChainFact => 'source' in message
