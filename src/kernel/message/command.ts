import type { z } from 'zod'
import type { Category } from './category.ts'
import { type Priority, rankOf } from './priority.ts'
import { checkType } from './type-name.ts'

/** Declares a type of command: it asks the one unit that owns it, and is answered by a result or a refusal. */
export interface Command<Type extends string = string, Payload = unknown, Result = unknown> {
  readonly kind: 'command'
  readonly type: Type
  readonly category: Category
  readonly payload: z.ZodType<Payload>
  readonly result: z.ZodType<Result>
  /** Of its priority, 0 the highest. */
  readonly rank: number
}

/** What the owner's machine receives; it answers by `ctx.reply(ask, …)` or `ctx.refuse(ask, …)`. */
export interface CommandEventShape<Type extends string, Payload> {
  readonly type: Type
  readonly payload: Payload
  readonly ask: number
}

export type CommandEvent<C> =
  C extends Command<infer Type, infer Payload, unknown> ? CommandEventShape<Type, Payload> : never

export type ResultOf<C> = C extends { readonly result: z.ZodType<infer Result> } ? Result : never

export function command<const Type extends string, Payload, Result>(
  type: Type,
  declaration: {
    readonly category: Category
    readonly payload: z.ZodType<Payload>
    readonly result: z.ZodType<Result>
    readonly priority?: Priority
  },
): Command<Type, Payload, Result> {
  const { category, payload, result, priority } = declaration
  return { kind: 'command', type: checkType(type), category, payload, result, rank: rankOf(priority ?? 'normal') }
}
