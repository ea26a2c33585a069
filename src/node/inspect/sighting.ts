import type { ActorRefLike, AnyEventObject, InspectionEvent, Snapshot } from 'xstate'
import { type Config, configOf, seen } from './actors.ts'
import { actorRecord, eventRecord, snapshotRecord } from './records.ts'
import type { Viewer } from './viewer.ts'

/** What an inspector saw, as it was then: nothing in it changes but what the actor's reference leads to. */
export type Sighting = { readonly ref: ActorRefLike; readonly rootId: string; readonly at: number } & (
  | { readonly kind: 'actor'; readonly config: Config | undefined }
  | { readonly kind: 'event'; readonly event: AnyEventObject; readonly sourceId: string | undefined }
  | {
      readonly kind: 'snapshot'
      readonly config: Config | undefined
      readonly event: AnyEventObject
      readonly snapshot: Snapshot<unknown>
    }
)

/** What viewers have a use for. */
export type Viewable = InspectionEvent & { readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot' }

export const isViewable = (inspection: InspectionEvent): inspection is Viewable =>
  inspection.type === '@xstate.event' || inspection.type === '@xstate.snapshot' || inspection.type === '@xstate.actor'

/** What the kernel sends to an actor that begins anew. */
const BEGINS_ANEW: ReadonlySet<string> = new Set(['kernel.Restart', 'kernel.Replace'])

/** Cheap enough to be called inside a handler. */
export function sightingOf(
  inspection: Viewable,
  at: number,
  sourceOf: (event: object) => string | undefined,
): Sighting {
  const { actorRef: ref, rootId } = inspection
  if (inspection.type === '@xstate.actor') return { kind: 'actor', ref, rootId, at, config: configOf(ref) }
  const { event } = inspection
  if (inspection.type === '@xstate.snapshot')
    return { kind: 'snapshot', ref, rootId, at, config: configOf(ref), event, snapshot: inspection.snapshot }
  return { kind: 'event', ref, rootId, at, event, sourceId: inspection.sourceRef?.sessionId ?? sourceOf(event) }
}

/** Shows it to a viewer. `text` is that of `textOf`. */
export function showTo(viewer: Viewer, sighting: Sighting, text: () => string): void {
  const { kind, ref } = sighting
  if (kind === 'event') viewer.event(text)
  else if (kind === 'actor') viewer.actor(ref, sighting.config, text)
  else {
    if (BEGINS_ANEW.has(sighting.event.type)) viewer.forget(ref)
    viewer.snapshot(ref, sighting.config, sighting.snapshot, text)
  }
}

/** Tells a viewer that it will not see something of this kind. */
export function leaveOut(viewer: Viewer, kind: Sighting['kind'], ref: ActorRefLike): void {
  if (kind === 'event') viewer.missedEvent()
  else viewer.missed(ref)
}

export const KIND_OF = { '@xstate.actor': 'actor', '@xstate.event': 'event', '@xstate.snapshot': 'snapshot' } as const

/** The record of a sighting, written when the first viewer wants it, for all. */
export function textOf(sighting: Sighting): () => string {
  let text: string | undefined
  return () => {
    text ??= recordOf(sighting)
    return text
  }
}

function recordOf(sighting: Sighting): string {
  const { ref, rootId, at } = sighting
  const { sessionId } = ref
  if (sighting.kind === 'event') return eventRecord({ ...sighting, sessionId })
  if (sighting.kind === 'snapshot') return snapshotRecord({ ...sighting, sessionId })
  return actorRecord(seen(ref, rootId, sighting.config), undefined, at)
}
