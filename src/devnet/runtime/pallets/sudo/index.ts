import { result, type Type } from '../../../scale/index.ts'
import {
  call,
  defineCalls,
  defineErrors,
  defineEvents,
  definePallet,
  defineStorage,
  type Execution,
  type Outer,
  optional,
  signedBy,
} from '../../pallet/index.ts'
import {
  type AccountId,
  accountId,
  type DispatchError,
  DispatchFailure,
  dispatchError,
  nothing,
} from '../../primitives/index.ts'

const identity = { name: 'Sudo', index: 60, module: 'pallet_sudo' } as const

const { type: events, event } = defineEvents(identity, {
  Sudid: { index: 0, fields: { sudo_result: result(nothing, dispatchError) }, docs: 'A sudo call just took place.' },
})
const { type: errors, failure } = defineErrors(identity, ['RequireSudo'])
const storage = defineStorage('Sudo', { Key: optional(accountId, [], { docs: 'The AccountId of the sudo key.' }) })

/** One account that may make calls as root: what a council decides on chains that have one. */
export const createSudo = (runtimeCall: Type<Outer>, key: AccountId) =>
  definePallet({
    identity,
    calls: defineCalls(identity, {
      sudo: call(
        {
          index: 0,
          args: { call: runtimeCall },
          weight: ({ call: inner }, { weightOf }) => weightOf(inner),
          free: true,
          docs: 'Authenticates the sudo key and dispatches a function call with `Root` origin.',
        },
        (execution, origin, { call: inner }) => {
          const known = storage.Key.get(execution.storage)
          if (!known || Buffer.compare(signedBy(origin), known) !== 0) throw failure.RequireSudo()
          const error = asRoot(execution, inner)
          const sudo_result = error ? { type: 'Err' as const, value: error } : { type: 'Ok' as const, value: [] as [] }
          execution.deposit(event.Sudid({ sudo_result }))
        },
      ),
    }),
    events,
    errors,
    storage,
    genesis: (access) => storage.Key.set(access, key),
  })

function asRoot(execution: Execution, inner: Outer): DispatchError | undefined {
  try {
    execution.dispatch({ type: 'root' }, inner)
    return undefined
  } catch (error) {
    if (error instanceof DispatchFailure) return error.error
    throw error
  }
}
