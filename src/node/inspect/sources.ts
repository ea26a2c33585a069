import type { ActorRefLike, AnyActorRef } from 'xstate'
import type { Letter, System } from '../../kernel/index.ts'

/** Who sent an event. Letters go through mailboxes, so that XState itself does not know. */
export interface Sources {
  attach(): () => void
  /** Session of the unit that emitted the event which is about to be handled. */
  of(event: object): string | undefined
  learn(ref: ActorRefLike): void
}

export function createSources(system: System): Sources {
  const sessions = new Map<string, string>()
  let latest: Letter | undefined

  // A letter is from a unit, whichever of its duties wrote it.
  function learn(ref: ActorRefLike): void {
    const { id, sessionId, _parent: parent } = ref as AnyActorRef
    if (parent?._parent === undefined) sessions.set(id, sessionId)
  }

  return {
    attach() {
      sessions.clear()
      for (const ref of system.refs()) learn(ref)
      return system.attach({
        handling(_, letter) {
          latest = letter
        },
      })
    },
    of: (event) => (latest?.event === event ? sessions.get(latest.from) : undefined),
    learn,
  }
}
