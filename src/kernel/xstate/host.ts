import {
  type ActorSystem,
  type AnyActorRef,
  createActor,
  fromTransition,
  type InspectionEvent,
  type Observer,
} from 'xstate'
import type { Clock } from '../clock/clock.ts'
import { createDeadlines, type Deadlines } from './deadlines.ts'
import type { InternalSystem } from './internals.ts'

/** The XState system that all actors of a kernel share. */
export interface Host {
  /** What machines, their children and inspectors know as the system. */
  readonly system: InternalSystem
  readonly deadlines: Deadlines
  /** Whether an inspector is attached: nobody builds inspection events for nobody, nor sends them. */
  readonly observed: boolean
  /** The session of the actor at the top. */
  readonly rootId: string
  inspect(event: Omit<InspectionEvent, 'rootId'>): void
}

const SILENT = () => {}

/** XState makes a system only along with an actor; this one stays unstarted and stands for the kernel itself. */
export function createHost(clock: Clock): Host {
  const anchor = createActor(
    fromTransition((state: null) => state, null),
    { id: 'kernel', clock, logger: SILENT },
  )
  const real = anchor.system as unknown as InternalSystem
  let observers = 0
  const deadlines = createDeadlines(clock, (source, target, event) => real._relay(source, target, event))

  const system: InternalSystem = Object.assign(Object.create(real) as InternalSystem, {
    scheduler: deadlines,
    inspect(observer: Observer<InspectionEvent> | ((event: InspectionEvent) => void)) {
      const subscription = (real as unknown as ActorSystem<never>).inspect(harmless(observer))
      let attached = true
      observers += 1
      return {
        unsubscribe() {
          if (attached) observers -= 1
          attached = false
          subscription.unsubscribe()
        },
      }
    },
  })

  return {
    system,
    deadlines,
    get observed() {
      return observers > 0
    },
    rootId: (anchor as AnyActorRef).sessionId,
    inspect(event) {
      real._sendInspectionEvent(event)
    },
  }
}

/** An exception of an inspector would leave the mailbox of the sending actor stuck for ever. */
function harmless(observer: Observer<InspectionEvent> | ((event: InspectionEvent) => void)) {
  const next = typeof observer === 'function' ? observer : observer.next?.bind(observer)
  return (event: InspectionEvent): void => {
    try {
      next?.(event)
    } catch {
      // What it wanted to show is lost; the actors are not.
    }
  }
}
