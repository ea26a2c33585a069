import { z } from 'zod'
import type { Command, Outcome, PayloadOf, ResultOf, TaskContext } from '../../kernel/index.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import { DescribeItem, ReadConstant, ReadEntries, ReadHead, ReadState } from './events.ts'

/** What a unit declares under `asks` to read the chain by the functions of this file. */
export const READS = [ReadState, ReadEntries, ReadConstant, DescribeItem, ReadHead] as const

/** A read that came to nothing, or brought something else than expected. */
export class ReadFailed extends Error {
  readonly code = 'read-failed'
  readonly what: string
  readonly retryable: boolean

  constructor(what: string, reason: string, retryable: boolean) {
    super(`cannot read ${what}: ${reason}`)
    this.name = 'ReadFailed'
    this.what = what
    this.retryable = retryable
  }
}

type Asking = Pick<TaskContext, 'ask'>

async function ask<C extends Command>(
  ctx: Asking,
  command: C,
  payload: PayloadOf<C>,
  what: string,
): Promise<ResultOf<C>> {
  const outcome = (await ctx.ask(command, payload)) as Outcome<ResultOf<C>>
  if (outcome.ok) return outcome.value
  const { code, reason, detail, retryable } = outcome.refusal
  throw new ReadFailed(what, String(detail ?? reason ?? code), retryable)
}

function shaped<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`)
  throw new ReadFailed(what, `the chain's ${what} is not as expected: ${issues.join('; ')}`, false)
}

export interface StateQuery {
  readonly pallet: string
  readonly item: string
  readonly keys?: readonly unknown[]
  /** Block hash. */
  readonly at?: string
}

const payloadOf = ({ keys = [], ...query }: StateQuery) =>
  ({ ...query, keys: [...keys] }) as PayloadOf<typeof ReadState>

/** One storage value in the shape of `schema`. @throws ReadFailed */
export async function readState<Value>(ctx: Asking, schema: z.ZodType<Value>, query: StateQuery): Promise<Value> {
  const what = `${query.pallet}.${query.item}`
  return shaped(schema, await ask(ctx, ReadState, payloadOf(query), what), what)
}

/** The entries of a map, keys and values in shape. @throws ReadFailed */
export async function readEntries<Keys, Value>(
  ctx: Asking,
  keys: z.ZodType<Keys>,
  value: z.ZodType<Value>,
  query: StateQuery,
): Promise<Array<{ keys: Keys; value: Value }>> {
  const what = `${query.pallet}.${query.item}`
  return shaped(z.array(z.object({ keys, value })), await ask(ctx, ReadEntries, payloadOf(query), what), what)
}

/** @throws ReadFailed */
export async function readConstant<Value>(
  ctx: Asking,
  schema: z.ZodType<Value>,
  pallet: string,
  name: string,
): Promise<Value> {
  const what = `${pallet}.${name}`
  return shaped(schema, await ask(ctx, ReadConstant, { pallet, name }, what), what)
}

/** How many keys a storage item has in the state after a block, or in the runtime in force. @throws ReadFailed */
export async function keysOf(ctx: Asking, pallet: string, item: string, at?: string): Promise<number> {
  const query = at === undefined ? { pallet, item } : { pallet, item, at }
  return (await ask(ctx, DescribeItem, query, `${pallet}.${item}`)).keys
}

/** The block that reads belonging together are made at. @throws ReadFailed before the first block */
export const readHead = (ctx: Asking): Promise<BlockRef> => ask(ctx, ReadHead, null, 'finalized head')
