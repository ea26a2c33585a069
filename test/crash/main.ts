/**
 * Whether every intent has exactly one effect, when the process dies at each step of its way to the chain, and the network loses
 * sends, acknowledgements and whole pools. Each run has a chain and a data folder of its own; its first process dies at the
 * step whose turn it is, its second at any, its third goes on to the end.
 *
 *     npm run crash [-- --runs 200 --naive 40 --intents 25 --seed 1 --at-once 3]
 */
import { parseArgs } from 'node:util'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { createRandom, type Random } from '../../src/kernel/index.ts'
import { naive, type Program, reeve } from './programs.ts'
import { type Ran, run } from './run.ts'
import { type Death, RECOVERY_STEPS, STEPS, type Step } from './steps.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    naive: { type: 'string', default: '40' },
    intents: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '3' },
  },
})
const [intents, seed, atOnce] = [Number(values.intents), Number(values.seed), Number(values['at-once'])]

function deathsOf(number: number, random: Random): Death[] {
  const upTo = (most: number) => 1 + Math.floor(random() * most)
  const later = [...STEPS, ...RECOVERY_STEPS]
  return [
    { step: STEPS[number % STEPS.length]!, count: upTo(intents) },
    // Less is left to be done by then.
    { step: later[Math.floor(random() * later.length)]!, count: upTo(2) },
  ]
}

async function runAll(program: Program, runs: number): Promise<Ran[]> {
  const ran: Ran[] = []
  let next = 0
  async function work(): Promise<void> {
    while (next < runs) {
      const number = next++
      const random = createRandom(seed * 100_003 + number)
      const one = await run({ program, intents, deaths: deathsOf(number, random), random })
      ran.push(one)
      if (program === reeve && one.once < intents) process.stdout.write(`run ${number}: ${JSON.stringify(one)}\n`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return ran
}

const sum = (ran: readonly Ran[], of: (one: Ran) => number) => ran.reduce((total, one) => total + of(one), 0)

function show(what: string, ran: readonly Ran[], seconds: number): void {
  const line = (name: string, count: number) =>
    process.stdout.write(`  ${name.padEnd(44)}${String(count).padStart(8)}\n`)
  process.stdout.write(`\n${what}: ${ran.length} runs of ${intents} intents, seed ${seed}, ${seconds.toFixed(0)} s\n`)
  for (const step of [...STEPS, ...RECOVERY_STEPS] as readonly Step[])
    line(
      `killed ${step}`,
      sum(ran, ({ died }) => died.filter((each) => each === step).length),
    )
  line(
    'sends lost',
    sum(ran, ({ faults }) => faults.sends),
  )
  line(
    'acknowledgements lost',
    sum(ran, ({ faults }) => faults.acknowledgements),
  )
  line(
    'pools wiped',
    sum(ran, ({ faults }) => faults.wipes),
  )
  line(
    'intents on the chain once',
    sum(ran, ({ once }) => once),
  )
  line(
    '  never',
    sum(ran, ({ lost }) => lost),
  )
  line(
    '  more than once',
    sum(ran, ({ doubled }) => doubled),
  )
  line(
    'known to be done',
    sum(ran, ({ known }) => known),
  )
}

await accountsReady()
let exact = true
for (const [what, program, runs] of [
  ['reeve', reeve, Number(values.runs)],
  ['@polkadot/api, signAndSend again on error', naive, Number(values.naive)],
] as const) {
  if (runs === 0) continue
  const began = performance.now()
  const ran = await runAll(program, runs)
  show(what, ran, (performance.now() - began) / 1_000)
  if (program === reeve) exact = ran.every(({ once, known }) => once === intents && known === intents)
}
if (!exact) process.exitCode = 1
