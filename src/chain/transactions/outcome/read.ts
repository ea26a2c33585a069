import type { ChainRuntime } from '../../runtime/runtime.ts'
import type { DecodedEvent } from '../../scale/events.ts'
import type { DispatchOutcome } from '../events.ts'
import { isPassing } from './passing.ts'

/** What the events of one extrinsic say about it. */
export interface ExtrinsicOutcome {
  readonly whole: DispatchOutcome
  /** Of the calls of a batch, in their order; empty when it was none, or was undone as a whole. */
  readonly items: readonly DispatchOutcome[]
  readonly fee: bigint | undefined
}

/** The events that say how an extrinsic ended, with the calls inside of it. */
export const ENDS: ReadonlySet<string> = new Set([
  'System.ExtrinsicSuccess',
  'System.ExtrinsicFailed',
  'Utility.BatchInterrupted',
  'Utility.ItemCompleted',
  'Utility.ItemFailed',
  'Proxy.ProxyExecuted',
  'TransactionPayment.TransactionFeePaid',
])

const SUCCESS: DispatchOutcome = { result: 'success' }

/**
 * Reads one extrinsic's end. The chain calls it a success when a proxied call or an interrupted batch has failed inside: here
 * that is a failure.
 *
 * @param events those of this extrinsic among `ENDS`, in order
 * @returns undefined when they do not say how it ended
 */
export function readOutcome(
  events: readonly DecodedEvent[],
  runtime: ChainRuntime,
  passing: ReadonlySet<string>,
): ExtrinsicOutcome | undefined {
  const failed = (error: unknown): DispatchOutcome => {
    const name = runtime.dispatchError(error)
    return { result: 'failed', error: { ...name, retryable: isPassing(name, passing) } }
  }
  const of = (pallet: string, event: string) =>
    events.filter((each) => each.pallet === pallet && each.event === event).map(({ fields }) => fields)
  const [paid] = of('TransactionPayment', 'TransactionFeePaid')
  const fee = paid === undefined ? undefined : BigInt(paid['actualFee'] as string | number)
  const [broken] = of('System', 'ExtrinsicFailed')
  if (broken !== undefined) return { whole: failed(broken['dispatchError']), items: [], fee }
  if (of('System', 'ExtrinsicSuccess').length === 0) return undefined
  const inner = [
    ...of('Proxy', 'ProxyExecuted').flatMap(({ result }) => errorIn(result) ?? []),
    ...of('Utility', 'BatchInterrupted').map(({ error }) => error),
  ]
  const items = events
    .filter(({ event }) => event === 'ItemCompleted' || event === 'ItemFailed')
    .map(({ event, fields }) => (event === 'ItemFailed' ? failed(fields['error']) : SUCCESS))
  // What a proxied batch that was undone has said of its items does not hold.
  if (inner.length > 0) return { whole: failed(inner[0]), items: [], fee }
  return { whole: items.find(({ result }) => result === 'failed') ?? SUCCESS, items, fee }
}

/** The error in a `Result`, given as plain value. */
function errorIn(result: unknown): unknown {
  return (result as { err?: unknown } | null)?.err
}
