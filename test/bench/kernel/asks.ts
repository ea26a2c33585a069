import { createActor, fromPromise, toPromise } from 'xstate'
import { z } from 'zod'
import { command, createSystem, defineUnit } from '../../../src/kernel/index.ts'
import { report } from '../measure.ts'

const COUNT = 2_000

const Echo = command('bench.Echo', { category: 'advise', payload: z.number(), result: z.number() })

async function nanosecondsEach(work: (n: number) => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint()
  for (let n = 0; n < COUNT; n += 1) await work(n)
  return Number(process.hrtime.bigint() - began) / COUNT
}

/** A command there and its answer back, one after another. */
export async function asks(): Promise<void> {
  const task = fromPromise(async ({ input }: { input: number }) => input)
  const invoke = await nanosecondsEach((input) => toPromise(createActor(task, { input }).start()))
  report('an invoked XState promise (baseline)', invoke, invoke, 'ns')
  const system = createSystem()
  system.register(defineUnit({ name: 'owner', owns: [Echo], handlers: { 'bench.Echo': async (n: number) => n } }))
  await system.start()
  report('ask and answer', await nanosecondsEach((n) => system.ask(Echo, n)), invoke, 'ns')
  await system.stop()
}
