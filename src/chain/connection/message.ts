import { z } from 'zod'

/** What an endpoint calls a subscription. */
export const subscriptionId = z.union([z.string(), z.number()])

const message = z.union([
  z.object({ id: z.number(), result: z.unknown() }),
  z.object({
    id: z.number(),
    error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }),
  }),
  z.object({ method: z.string(), params: z.object({ subscription: subscriptionId, result: z.unknown() }) }),
])

export type SubscriptionId = z.output<typeof subscriptionId>
export type Incoming = z.output<typeof message>
export type Reply = Exclude<Incoming, { params: unknown }>

/** A reply or a notification; `undefined` for what is neither. */
export function readMessage(text: string): Incoming | undefined {
  try {
    return message.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
