import type { MessageEvent } from '../message/fact.ts'
import type { Outcome } from '../message/outcome.ts'

/** What a thread is told once, when it begins. */
export interface ThreadStart {
  /** Address of the module whose default export is the unit. */
  readonly module: string
  /** Modules to be loaded before it. */
  readonly preload: readonly string[]
  readonly name: string
  readonly config: unknown
  readonly seed: number
}

/** From the system to the thread of one of its actors. */
export type ToThread =
  | { readonly kind: 'letter'; readonly id: number; readonly event: MessageEvent; readonly isCommand: boolean }
  /** The outcome of something the thread asked. */
  | { readonly kind: 'outcome'; readonly question: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'end' }

/** From the thread to the system. What follows from a letter is told before the letter is said to be handled. */
export type FromThread =
  | { readonly kind: 'emitted'; readonly cause: number; readonly type: string; readonly payload: unknown }
  | {
      readonly kind: 'asked'
      readonly question: number
      readonly type: string
      readonly payload: unknown
    }
  /** Nobody in the thread waits for the outcome any more. */
  | { readonly kind: 'withdrawn'; readonly question: number }
  | { readonly kind: 'answered'; readonly id: number; readonly outcome: Outcome<unknown> }
  /** `state` is that of the actor's machine; `duration` in milliseconds. */
  | { readonly kind: 'handled'; readonly id: number; readonly state: unknown; readonly duration: number }
  /** Nothing is under way: what was handled has been followed to its end. */
  | { readonly kind: 'idle'; readonly state: unknown }
  | { readonly kind: 'crashed'; readonly error: ThreadError }
  | {
      readonly kind: 'logged'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly fields: object
      readonly message: string
    }

/** An error that has crossed over: its class and scope come along. */
export interface ThreadError {
  readonly message: string
  readonly errorClass?: string
  readonly scope?: string
}
