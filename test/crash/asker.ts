/** An actor that wants a number of remarks on the chain, each once, and writes down which it knows to be there. */
import { appendFileSync } from 'node:fs'
import { type PromiseActorLogic, setup } from 'xstate'
import { z } from 'zod'
import { CaughtUp, defineUnit, SubmitTransaction, type TaskArgs, type TaskContext } from '../../src/index.ts'
import { intentKey, remarkOf } from './effects.ts'

const config = z.strictObject({
  intents: z.number(),
  /** File that a line is added to for each. */
  done: z.string(),
})
type Config = z.output<typeof config>

const machine = setup({ actors: { 'asker.ask': {} as PromiseActorLogic<unknown> } }).createMachine({
  id: 'asker',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: {
    waiting: { on: { 'chain.CaughtUp': 'asking' } },
    asking: { invoke: { id: 'ask', src: 'asker.ask', onDone: 'done' }, on: { 'chain.CaughtUp': {} } },
    done: { on: { 'chain.CaughtUp': {} } },
  },
})

/** One in three goes by itself, one in a stream, and one has a deadline far ahead. */
const WAYS = [{}, { batch: { stream: 'remarks', mode: 'each' } }, { deadline: 1_000_000 }] as const

async function one(n: number, ctx: TaskContext<Config>): Promise<void> {
  const key = intentKey(n)
  const call = { pallet: 'System', name: 'remark_with_event', args: [remarkOf(key)] }
  for (;;) {
    const outcome = await ctx.ask(SubmitTransaction, { key, call, ...WAYS[n % WAYS.length] }, { deadline: '5m' })
    if (outcome.ok) return appendFileSync(ctx.config.done, `${key}\n`)
    if (!('retryable' in outcome.refusal && outcome.refusal.retryable)) throw new Error(JSON.stringify(outcome.refusal))
    await ctx.sleep(20)
  }
}

export default defineUnit<Config>({
  name: 'asker',
  machine,
  consumes: [CaughtUp],
  asks: [SubmitTransaction],
  category: 'submit',
  config,
  handlers: {
    'asker.ask': (_: TaskArgs<object>, ctx: TaskContext<Config>) =>
      Promise.all(Array.from({ length: ctx.config.intents }, (_, n) => one(n, ctx))),
  },
})
