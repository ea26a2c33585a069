import { z } from 'zod'
import { fact } from './fact.ts'

const failure = { actor: z.string(), error: z.string(), errorClass: z.enum(['retryable', 'reset', 'fatal']) }

/** An actor crashed and is about to come back. */
export const ActorCrashed = fact('kernel.ActorCrashed', { payload: z.object({ ...failure, restartIn: z.number() }) })

/** A new incarnation took the place of one that crashed, or was asked to restart. */
export const ActorRestarted = fact('kernel.ActorRestarted', {
  payload: z.object({ actor: z.string(), incarnation: z.number() }),
})

/** An actor failed for good: it crashed too often, or fatally. The root decides what follows. */
export const ActorFailed = fact('kernel.ActorFailed', { payload: z.object(failure) })

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
  PermissionRefused,
  SystemStarted,
]
