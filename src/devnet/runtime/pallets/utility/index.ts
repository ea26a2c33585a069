import { type Type, u32, vec } from '../../../scale/index.ts'
import {
  call,
  constant,
  defineCalls,
  definePallet,
  type Execution,
  type Origin,
  type Outer,
} from '../../pallet/index.ts'
import { addWeight, badOrigin, type DispatchError, DispatchFailure, type Weight } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { event, failure, utilityErrors, utilityEvents, utilityIdentity } from './events.ts'

const BATCHED_CALLS_LIMIT = 10_922

export function createUtility(runtimeCall: Type<Outer>) {
  const args = { calls: vec(runtimeCall) } as const
  const weight = ({ calls }: { calls: Outer[] }, { weightOf }: Pick<Execution, 'weightOf'>): Weight =>
    calls.map(weightOf).reduce(addWeight, nominalWeight(0, 0, 6_000_000n + 1_000_000n * BigInt(calls.length)))

  const calls = defineCalls(utilityIdentity, {
    batch: call(
      { index: 0, args, weight, docs: 'Send a batch of dispatch calls; stops at the first failure.' },
      (execution, origin, { calls: items }) => {
        check(origin, items)
        for (const [index, item] of items.entries()) {
          const error = attempt(execution, origin, item)
          if (error) return execution.deposit(event.BatchInterrupted({ index, error }))
          execution.deposit(event.ItemCompleted())
        }
        execution.deposit(event.BatchCompleted())
      },
    ),
    batch_all: call(
      { index: 2, args, weight, docs: 'Send a batch of dispatch calls and atomically execute them.' },
      (execution, origin, { calls: items }) => {
        check(origin, items)
        for (const item of items) {
          execution.dispatch(origin, item)
          execution.deposit(event.ItemCompleted())
        }
        execution.deposit(event.BatchCompleted())
      },
    ),
    force_batch: call(
      { index: 4, args, weight, docs: 'Send a batch of dispatch calls; goes on after failures.' },
      (execution, origin, { calls: items }) => {
        check(origin, items)
        let failed = false
        for (const item of items) {
          const error = attempt(execution, origin, item)
          if (error) failed = true
          execution.deposit(error ? event.ItemFailed({ error }) : event.ItemCompleted())
        }
        execution.deposit(failed ? event.BatchCompletedWithErrors() : event.BatchCompleted())
      },
    ),
  })

  return definePallet({
    identity: utilityIdentity,
    calls,
    events: utilityEvents,
    errors: utilityErrors,
    constants: { batched_calls_limit: constant(u32, BATCHED_CALLS_LIMIT, 'The limit on the number of batched calls.') },
  })
}

function check(origin: Origin, items: readonly Outer[]): void {
  if (origin.type === 'none') throw badOrigin()
  if (items.length > BATCHED_CALLS_LIMIT) throw failure.TooManyCalls()
}

function attempt(execution: Execution, origin: Origin, item: Outer): DispatchError | undefined {
  try {
    execution.dispatch(origin, item)
    return undefined
  } catch (error) {
    if (error instanceof DispatchFailure) return error.error
    throw error
  }
}
