import type { ReadPayload } from './read-payload.ts'
import { Refusal } from './refusal.ts'
import type { Policy } from './schema.ts'

/** Throws a Refusal when a payload asks for what is not allowed at any time, whatever was signed before. */
export function assertAllowed(payload: ReadPayload, { genesis, calls, maxTip, maxPeriod }: Policy): void {
  if (!genesis.includes(payload.genesisHash))
    throw new Refusal('unknown-genesis', `the chain ${payload.genesisHash} is not signed for`)
  const wrong = payload.calls.find((call) => !isAmong(call, calls))
  if (wrong !== undefined) throw new Refusal('call-not-allowed', `${wrong} is not among the allowed calls`)
  if (payload.tip > BigInt(maxTip)) throw new Refusal('tip-too-high', `a tip of ${payload.tip}; at most ${maxTip}`)
  if (payload.feeAsset) throw new Refusal('fee-asset', 'fees in another asset than the native one')
  if (payload.period === undefined) throw new Refusal('immortal', 'it could land at any time to come')
  if (payload.period > maxPeriod)
    throw new Refusal('era-too-long', `it could land for ${payload.period} blocks; at most ${maxPeriod}`)
}

const isAmong = (call: string, allowed: readonly string[]): boolean =>
  allowed.includes(call) || allowed.includes(`${call.split('.')[0]}.*`)
