import type { AnyActorLogic, AnyEventObject, Snapshot } from 'xstate'
import type { ContextSource } from './bind.ts'
import type { ActorContext } from './context.ts'
import type { HandlerTable } from './handler-table.ts'

const ACTIVE: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined }

type Consume = (payload: unknown, ctx: ActorContext) => unknown

/** A unit without a machine: for each type it consumes, a handler of that name gets the payload. For hot paths. */
export function behaviour(table: HandlerTable, contexts: ContextSource): AnyActorLogic {
  return {
    transition(snapshot: Snapshot<unknown>, event: AnyEventObject) {
      const handler = table.get(event.type) as Consume | undefined
      if (handler !== undefined) contexts.returned(handler(event['payload'], contexts.step()))
      return snapshot
    },
    getInitialSnapshot: () => ACTIVE,
    getPersistedSnapshot: () => ACTIVE,
  }
}
