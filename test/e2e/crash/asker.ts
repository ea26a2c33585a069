/** An actor that wants a number of remarks on the chain, each once, and writes down which it knows to be there. */
export const asker = (file: string, intents: number): string => `
import { appendFileSync } from 'node:fs'
import { setup } from 'xstate'
import { CaughtUp, defineUnit, SubmitTransaction } from '${new URL('../../../src/index.ts', import.meta.url).pathname}'

const machine = setup({ actors: { 'asker.ask': {} } }).createMachine({
  id: 'asker',
  options: { maxIterations: 10 },
  initial: 'waiting',
  states: {
    waiting: { on: { 'chain.CaughtUp': 'asking' } },
    asking: { invoke: { id: 'ask', src: 'asker.ask', onDone: 'done' }, on: { 'chain.CaughtUp': {} } },
    done: { on: { 'chain.CaughtUp': {} } },
  },
})

async function one(key, ctx) {
  const args = ['0x' + Buffer.from('<' + key + '>').toString('hex')]
  for (;;) {
    const outcome = await ctx.ask(SubmitTransaction, { key, call: { pallet: 'System', name: 'remark_with_event', args } }, { deadline: '5m' })
    if (outcome.ok) return appendFileSync('${file}', key + '\\n')
    if (!outcome.refusal.retryable) throw new Error(JSON.stringify(outcome.refusal))
    await ctx.sleep(20)
  }
}

export default defineUnit({
  name: 'asker',
  machine,
  consumes: [CaughtUp],
  asks: [SubmitTransaction],
  category: 'submit',
  handlers: {
    'asker.ask': (_, ctx) => Promise.all(Array.from({ length: ${intents} }, (_, n) => one('intent-' + n, ctx))),
  },
})
`
