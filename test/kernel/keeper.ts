import { setup } from 'xstate'
import { type ActorContext, type CommandEvent, defineUnit, type StepArgs } from '../../src/kernel/index.ts'
import { Double } from './fixtures.ts'

/** An owner whose machine keeps the command and answers when the test says so. */
export function keeper() {
  const asks: number[] = []
  let context: ActorContext | undefined
  const machine = setup({
    types: { events: {} as CommandEvent<typeof Double> },
    actions: { 'owner.keep': () => {} },
  }).createMachine({ id: 'owner', options: { maxIterations: 10 }, on: { 'test.Double': { actions: 'owner.keep' } } })
  const unit = defineUnit({
    name: 'owner',
    machine,
    owns: [Double],
    category: 'advise',
    handlers: {
      'owner.keep': ({ event }: StepArgs<object, CommandEvent<typeof Double>>, ctx: ActorContext) => {
        asks.push(event.ask)
        context = ctx
      },
    },
  })
  return { unit, asks, ctx: () => context! }
}
