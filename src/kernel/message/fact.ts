import type { z } from 'zod'
import { type Duration, milliseconds } from '../clock/duration.ts'
import type { Category } from './category.ts'
import { type Priority, rankOf } from './priority.ts'
import { checkType } from './type-name.ts'

/** Declares a type of fact: something that happened, in the past tense. */
export interface Fact<Type extends string = string, Payload = unknown> {
  readonly kind: 'fact'
  readonly type: Type
  readonly category: Category
  readonly payload: z.ZodType<Payload>
  /** Of its priority, 0 the highest. */
  readonly rank: number
  /** Milliseconds after which it is of no use to anybody; 0 when it keeps. */
  readonly keeps: number
}

/** What a machine receives for a fact or a command. */
export interface MessageEvent<Type extends string = string, Payload = unknown> {
  readonly type: Type
  readonly payload: Payload
}

/** The event a machine receives for a declared fact. */
export type FactEvent<F> = F extends Fact<infer Type, infer Payload> ? MessageEvent<Type, Payload> : never

export type PayloadOf<Message> = Message extends { readonly payload: z.ZodType<infer Payload> } ? Payload : never

export function fact<const Type extends string, Payload>(
  type: Type,
  declaration: {
    readonly category?: Category
    readonly payload: z.ZodType<Payload>
    readonly priority?: Priority
    /** How long after its emission it may still be handled; for ever if absent. */
    readonly expires?: Duration
  },
): Fact<Type, Payload> {
  return {
    kind: 'fact',
    type: checkType(type),
    category: declaration.category ?? 'observe',
    payload: declaration.payload,
    rank: rankOf(declaration.priority ?? 'normal'),
    keeps: declaration.expires === undefined ? 0 : milliseconds(declaration.expires),
  }
}
