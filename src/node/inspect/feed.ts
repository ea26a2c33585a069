import type { InspectionEvent } from 'xstate'
import type { System } from '../../kernel/index.ts'
import { liveActors } from './actors.ts'
import { isViewable, KIND_OF, leaveOut, type Sighting, showTo, sightingOf, textOf } from './sighting.ts'
import { createSources } from './sources.ts'
import { Viewer, type ViewerSocket } from './viewer.ts'

/** Shows the actors of a system to viewers; nothing is attached to it while there are none. */
export interface Feed {
  readonly attached: boolean
  readonly viewers: ReadonlySet<Viewer>
  /** @throws KernelError when the system has not been started */
  add(socket: ViewerSocket): Viewer
  remove(viewer: Viewer): void
}

/** Sightings that may wait to be written. */
const BOUND = 2_000
/** Sightings written, or actors caught up with, before the event loop is given back. */
const BATCH = 50

export function createFeed(system: System, { buffer }: { readonly buffer: number }): Feed {
  const { clock } = system
  const viewers = new Set<Viewer>()
  const sources = createSources(system)
  let pending: Sighting[] = []
  let overflowed = false
  let requested = false
  let detach: (() => void) | undefined

  // Runs inside the handlers of actors: the writing is left for later.
  function note(inspection: InspectionEvent): void {
    if (!isViewable(inspection)) return
    if (inspection.type === '@xstate.actor') sources.learn(inspection.actorRef)
    overflowed ||= pending.length === BOUND
    if (overflowed) for (const viewer of viewers) leaveOut(viewer, KIND_OF[inspection.type], inspection.actorRef)
    else pending.push(sightingOf(inspection, clock.now(), sources.of))
    request()
  }

  function request(): void {
    if (requested) return
    requested = true
    clock.defer(flush)
  }

  function flush(): void {
    requested = false
    const batch = overflowed ? [] : pending.slice(0, BATCH)
    const skipped = overflowed ? pending : []
    pending = overflowed ? [] : pending.slice(BATCH)
    overflowed = false
    const texts = batch.map(textOf)
    for (const viewer of [...viewers])
      guarded(viewer, () => {
        for (const { kind, ref } of skipped) leaveOut(viewer, kind, ref)
        for (const [index, sighting] of batch.entries()) showTo(viewer, sighting, texts[index]!)
        // What it is shown as it is now must not be followed by how it was before.
        if (pending.length === 0) viewer.catchUp(BATCH)
      })
    if (pending.length > 0 || [...viewers].some((viewer) => viewer.canCatchUp)) request()
  }

  function guarded(viewer: Viewer, work: () => void): void {
    try {
      work()
    } catch {
      // A viewer that cannot be shown something is no reason for the node to end.
      remove(viewer)
      viewer.cut()
    }
  }

  function remove(viewer: Viewer): void {
    viewers.delete(viewer)
    if (viewers.size > 0) return
    detach?.()
    detach = undefined
    pending = []
    overflowed = false
  }

  function attach(): () => void {
    const stops = [system.inspect(note), sources.attach()]
    return () => {
      for (const stop of stops) stop()
    }
  }

  return {
    get attached() {
      return detach !== undefined
    },
    viewers,
    add(socket) {
      detach ??= attach()
      const rootId = system.ref('root').sessionId
      const viewer = new Viewer(socket, { rootId, buffer, now: () => clock.now(), onRoom: request })
      viewers.add(viewer)
      for (const ref of liveActors(system)) viewer.toBeShown(ref)
      request()
      return viewer
    },
    remove,
  }
}
