import type { ActorRefLike, AnyActorRef, Snapshot } from 'xstate'
import type { System } from '../../kernel/index.ts'
import type { ActorSeen } from './records.ts'

/** Config of a machine: what its definition is written from. */
export type Config = { readonly id?: string }

/** What a record says of an actor. */
export function seen(ref: ActorRefLike, rootId: string, config: Config | undefined): ActorSeen {
  const { sessionId, id, _parent } = ref as AnyActorRef
  const name = id === sessionId && config?.id !== undefined ? config.id : id
  return { sessionId, parentId: _parent?.sessionId, rootId, name, config }
}

/** Config of the machine that an actor runs now: another one after a replacement. That of a task, say, is a function. */
export function configOf(ref: ActorRefLike): Config | undefined {
  const config = (ref as { readonly logic?: { readonly config?: unknown } }).logic?.config
  return typeof config === 'object' && config !== null ? config : undefined
}

/** Every actor at work: units, their duties, and what their machines have invoked. Parents come before their children. */
export function* liveActors(system: Pick<System, 'refs'>): Iterable<AnyActorRef> {
  for (const ref of system.refs()) yield* withChildren(ref)
}

function* withChildren(ref: AnyActorRef): Iterable<AnyActorRef> {
  yield ref
  const { children } = ref.getSnapshot() as Snapshot<unknown> & { children?: Record<string, AnyActorRef | undefined> }
  for (const child of Object.values(children ?? {})) if (child !== undefined) yield* withChildren(child)
}
