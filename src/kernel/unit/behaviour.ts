import type { AnyActorLogic, AnyEventObject, Snapshot } from 'xstate'
import type { ContextSource } from './bind.ts'
import type { ActorContext } from './context.ts'
import type { Handlers } from './handler.ts'

const ACTIVE: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined }

/** A unit without a machine: for each type it consumes, a handler of that name gets the payload. For hot paths. */
export function behaviour(handlers: Handlers, contexts: ContextSource): AnyActorLogic {
  const byType = handlers as unknown as Record<string, ((payload: unknown, ctx: ActorContext) => void) | undefined>
  return {
    transition(snapshot: Snapshot<unknown>, event: AnyEventObject) {
      byType[event.type]?.(event['payload'], contexts.step())
      return snapshot
    },
    getInitialSnapshot: () => ACTIVE,
    getPersistedSnapshot: () => ACTIVE,
  }
}
