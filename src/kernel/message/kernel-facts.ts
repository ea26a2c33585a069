import { z } from 'zod'
import { fact } from './fact.ts'

const failure = { actor: z.string(), error: z.string(), errorClass: z.enum(['retryable', 'reset', 'fatal']) }

/** An actor crashed and is about to come back. */
export const ActorCrashed = fact('kernel.ActorCrashed', { payload: z.object({ ...failure, restartIn: z.number() }) })

/** A new incarnation took the place of one that crashed, or was asked to restart. */
export const ActorRestarted = fact('kernel.ActorRestarted', {
  payload: z.object({ actor: z.string(), incarnation: z.number() }),
})

/** An actor failed for good: it crashed too often, or fatally. Its supervisor decides what follows. */
export const ActorFailed = fact('kernel.ActorFailed', { priority: 'high', payload: z.object(failure) })

/** Something that cannot be repaired: within `scope` only this is handled from here on. */
export const FatalError = fact('kernel.FatalError', {
  priority: 'high',
  payload: z.object({ actor: z.string(), scope: z.enum(['duty', 'actor', 'group', 'node']), error: z.string() }),
})

/** A group of actors failed; `restartIn` milliseconds until it comes back, absent when it does not. */
export const SupervisorFailed = fact('kernel.SupervisorFailed', {
  priority: 'high',
  payload: z.object({
    supervisor: z.string(),
    actor: z.string(),
    error: z.string(),
    restartIn: z.number().optional(),
  }),
})

/** A handler that runs beside others failed for good; the actor goes on without it. */
export const ExtensionFailed = fact('kernel.ExtensionFailed', {
  payload: z.object({ ...failure, extension: z.string() }),
})

/** An emitter went over its rate; told once each time it begins. */
export const RateExceeded = fact('kernel.RateExceeded', {
  payload: z.object({ actor: z.string(), type: z.string(), became: z.enum(['refused', 'parked']) }),
})

/** A saved state could not be taken up, and the actor began anew. */
export const SnapshotDiscarded = fact('kernel.SnapshotDiscarded', {
  payload: z.object({ actor: z.string(), reason: z.string() }),
})

/** An actor was replaced by another variant under its name. */
export const ActorReplaced = fact('kernel.ActorReplaced', {
  payload: z.object({ actor: z.string(), incarnation: z.number() }),
})

/** A duty failed for good; its unit goes on. */
export const DutyFailed = fact('kernel.DutyFailed', {
  payload: z.object({ ...failure, family: z.string(), key: z.string() }),
})

/** An actor tried what its unit was not granted. */
export const PermissionRefused = fact('kernel.PermissionRefused', {
  payload: z.object({ actor: z.string(), type: z.string(), grant: z.enum(['emits', 'asks', 'owns']) }),
})

/** All actors have started. */
export const SystemStarted = fact('kernel.SystemStarted', { payload: z.object({ actors: z.array(z.string()) }) })

export const KERNEL_FACTS = [
  ActorCrashed,
  ActorRestarted,
  ActorFailed,
  ActorReplaced,
  DutyFailed,
  ExtensionFailed,
  FatalError,
  PermissionRefused,
  RateExceeded,
  SnapshotDiscarded,
  SupervisorFailed,
  SystemStarted,
]
