import { type Call, call as callSchema } from '../events.ts'

/** An extrinsic as far as its price goes by it. */
export interface Priced {
  readonly calls: readonly Call[]
  /** The account that it is made for by its proxy. */
  readonly actsFor: string | undefined
  /** Its bytes, hex. */
  readonly hex: string
}

/**
 * Names extrinsics that should cost about the same: those with the same calls, about as often, and of about the same length. What
 * has one name differs by a factor below two in each, so that the double of one price bounds the others where an argument does not
 * say by itself how much there is to do.
 */
export function likenessOf({ calls, actsFor, hex }: Priced): string {
  const counts = new Map<string, number>()
  for (const name of calls.flatMap(namesIn)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const parts = [...counts].map(([name, count]) => `${name}*${sizeClass(count)}`).sort()
  return `${actsFor === undefined ? '' : 'proxied '}${parts.join('+')} ${sizeClass(hex.length / 2)}`
}

/** The least power of two that is not below it. */
const sizeClass = (size: number): number => 2 ** Math.ceil(Math.log2(size))

/** Of a call, and of those among its arguments. */
function namesIn({ pallet, name, args }: Call): string[] {
  return [`${pallet}.${name}`, ...args.flatMap(namesInArgument)]
}

function namesInArgument(argument: unknown): string[] {
  if (Array.isArray(argument)) return argument.flatMap(namesInArgument)
  const nested = callSchema.safeParse(argument)
  return nested.success ? namesIn(nested.data) : []
}
