import { type AnyActorLogic, type AnyStateMachine, assign, createActor, type EventObject, setup } from 'xstate'
import { fast } from '../../src/kernel/fast/fast.ts'
import { nanoseconds, report } from './measure.ts'

const COUNT = 100_000

const machine = setup({
  types: { context: {} as { n: number }, events: {} as { type: 'toggle' | 'guarded' | 'look' | 'count' | 'other' } },
  actions: { look: () => {}, count: assign({ n: ({ context }) => context.n + 1 }) },
  guards: { even: ({ context }) => context.n % 2 === 0, odd: ({ context }) => context.n % 2 === 1 },
}).createMachine({
  id: 'bench',
  options: { maxIterations: 10 },
  context: { n: 0 },
  initial: 'on',
  on: { look: { actions: 'look' }, count: { actions: 'count' } },
  states: {
    on: { on: { toggle: 'off', guarded: { guard: 'even', target: 'off', actions: 'count' } } },
    off: { on: { toggle: 'on', guarded: { guard: 'odd', target: 'on', actions: 'count' } } },
  },
})

const CASES: Readonly<Record<string, EventObject>> = {
  ignored: { type: 'other' },
  targetless: { type: 'look' },
  'targetless assign': { type: 'count' },
  toggle: { type: 'toggle' },
  'guard + assign + toggle': { type: 'guarded' },
}

/** Nanoseconds from send to the end of the step. */
function sending(logic: AnyStateMachine, event: EventObject): number {
  const actor = createActor(logic as AnyActorLogic).start()
  return nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += 1) actor.send(event)
  })
}

/** A planned machine beside the same machine in XState. */
export async function fastBench(): Promise<void> {
  for (const [name, event] of Object.entries(CASES)) {
    const plain = sending(machine, event)
    report(`${name}: XState actor.send (baseline)`, plain, plain, 'ns')
    report(`${name}: fast`, sending(fast(machine), event), plain, 'ns')
  }
}
