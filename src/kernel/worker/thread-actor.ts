import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate'
import type { Clock } from '../clock/clock.ts'
import type { FromThread, ThreadStart, ToThread } from './protocol.ts'

export const TOLD = 'thread.Told'
export const DIED = 'thread.Died'

/** What the thread sends to the actor that it stands for. */
export interface ThreadEvent extends EventObject {
  readonly message?: FromThread
  readonly error?: unknown
}

/** Milliseconds that a thread has to end when it is told to. */
const GRACE = 5_000

// The same program, as it is written or as it is built.
const PROGRAM = new URL(`./thread${extname(import.meta.url)}`, import.meta.url)

/** A worker thread as a child actor: it ends when its parent leaves it. */
export const threadLogic = (
  start: ThreadStart,
  clock: Clock,
  { began, ended }: { began(worker: Worker): void; ended(): void },
): CallbackActorLogic<EventObject> =>
  fromCallback<EventObject>(({ sendBack }) => {
    const worker = new Worker(PROGRAM, { workerData: start, name: start.name })
    let over = false
    const died = (error: unknown) => {
      if (!over) sendBack({ type: DIED, error })
      over = true
    }
    worker.on('message', (message: FromThread) => {
      if (!over) sendBack({ type: TOLD, message })
    })
    worker.on('error', died)
    worker.on('exit', (code) => died(new Error(`the thread of ${start.name} ended with code ${code}`)))
    began(worker)
    return () => {
      over = true
      ended()
      end(worker, clock)
    }
  })

/** Lets a thread end by itself: one that is cut off in the middle may take the process with it. */
function end(worker: Worker, clock: Clock): void {
  const timer = clock.setTimeout(() => void worker.terminate(), GRACE)
  worker.once('exit', () => clock.clearTimeout(timer))
  worker.unref()
  worker.postMessage({ kind: 'end' } satisfies ToThread)
}
