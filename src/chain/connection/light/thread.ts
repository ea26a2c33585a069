import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Clock, messageOf } from '../../../kernel/index.ts'
import type { FromThread, ToThread } from './protocol.ts'
import type { LightSpecs } from './specs.ts'

/** A thread with a light client in it. */
export interface LightThread {
  post(message: ToThread): void
  /** Settles with the reason once the thread is gone. */
  readonly ended: Promise<string>
}

export type StartThread = (specs: LightSpecs, clock: Clock, receive: (message: FromThread) => void) => LightThread

/** Milliseconds that a thread has to end when it is told to. */
const GRACE = 5_000

// The same program, as it is written or as it is built.
const PROGRAM = new URL(`./program${extname(import.meta.url)}`, import.meta.url)

export const startThread: StartThread = (specs, clock, receive) => {
  const worker = new Worker(PROGRAM, { workerData: specs, name: 'light-client' })
  const ended = Promise.withResolvers<string>()
  let reason: string | undefined
  worker.on('message', receive)
  worker.on('error', (error) => {
    reason = messageOf(error)
  })
  worker.on('exit', () => ended.resolve(reason ?? 'the light client has ended'))
  return {
    ended: ended.promise,
    post(message) {
      worker.postMessage(message)
      if (message.kind !== 'end') return
      const timer = clock.setTimeout(() => void worker.terminate(), GRACE)
      void ended.promise.then(() => clock.clearTimeout(timer))
    },
  }
}
