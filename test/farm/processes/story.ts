import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, type Random } from '../../../src/kernel/index.ts'
import { inject, someOf } from './faults.ts'
import { isInflated } from './inflating.ts'
import { needlessRefusals } from './judge/bookings.ts'
import { judge, type Line } from './judge/verdict.ts'
import { keptStatements } from './kept.ts'
import { readPrices } from './money.ts'
import type { Observed } from './observed.ts'
import { AUDIT, DRAWS, ROOM, STATED_CHANCE, type StoryOptions, type StoryTold } from './options.ts'
import { AUDITORS_FARM, FARM, FARMER, judgeOf, liarsOf, upTo } from './places.ts'
import { createProcesses } from './running.ts'
import { type Stage, setStage } from './stage.ts'
import { startWitness, type Witness } from './witness.ts'
import { runWorkload } from './workload.ts'

const MINUTE = 60_000
/** Milliseconds after the last bill in which an auditor looks at it, and a dispute is in a block. */
const SETTLING = 10_000

/** A farm of processes, what goes wrong with it, and what a judge says of it. */
export async function tell(options: StoryOptions): Promise<StoryTold> {
  const { folder, seed, layout, blockTime, period, say = () => {} } = options
  const random = createRandom(seed)
  const processes = createProcesses(folder, say)
  const ends: (() => unknown)[] = []
  try {
    const stage = await setStage(options, random, { processes, ends })
    const { chain } = stage
    const prices = options.bills === 'contracts' ? await readPrices(chain) : undefined
    const owners = liarsOf(layout).map(({ farm, twin }) => [farm, twin] as const)
    const witness = startWitness({
      chain,
      asker: await stage.onGrid(judgeOf(layout)),
      layout,
      nodes: upTo(layout.nodes + layout.liars),
      period,
      owners: new Map([[FARM, FARMER.twin], ...owners]),
    })
    say('everybody is there')
    const began = Date.now()
    const { answers, refusals, counts, faults, deaths } = await play(
      options,
      random,
      stage,
      witness,
      processes.failures,
    )
    await lastBills(options, witness)
    const decidedBy = (chain.blocks.at(-1)?.number ?? 0) - Math.ceil(SETTLING / blockTime)
    await witness.fetchLeaves()
    const used = await processes.used()
    await witness.stop()
    const kept = await keptBy(options, stage, witness)
    const { bills, services } = witness
    const statements = [...witness.statements, ...kept]
    const observed: Observed = { blocks: chain.blocks, answers, refusals, statements, bills, services, deaths }
    const lines = judge(observed, {
      layout,
      capacity: { room: ROOM },
      period,
      prices,
      draws: DRAWS,
      fraction: AUDIT.fraction,
      chance: STATED_CHANCE,
      decidedBy,
      isInflated: (farm, of) => farm > AUDITORS_FARM && isInflated({ seed, farm }, of),
    })
    const { failures } = processes
    const ended = { what: 'no process ended by itself', seen: String(failures.length), isGood: failures.length === 0 }
    const able = upTo(layout.nodes).filter((node) => !stage.deaf.includes(node))
    const needless = needlessRefusals(observed, { room: ROOM }, able).length
    const seconds = Math.round((Date.now() - began) / 1_000)
    const heard = { statements: witness.statements.length, kept: kept.length }
    return {
      lines: [...lines, faults, { ...ended, wrong: failures }],
      counts: { seconds, blocks: chain.blocks.length, ...counts, needless, ...heard, used },
    }
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** Lets users come and go and things go wrong, until the time is over and the last has left. @throws what fails of the latter */
async function play(
  { minutes, kills, dead, relayRestarts, every, stay, layout, say = () => {} }: StoryOptions,
  random: Random,
  stage: Stage,
  witness: Witness,
  failures: readonly string[],
) {
  const began = Date.now()
  const over = new AbortController()
  const { chain, users, setting, deaf } = stage
  const workload = runWorkload({
    chain,
    layout,
    users,
    random,
    claimFor: setting.claimFor,
    every: every * 1_000,
    stay: stay * 1_000,
    signal: over.signal,
  })
  const deaths = new Map<number, number>()
  const seen = { kills: 0, relayRestarts: 0 }
  const faults = inject({
    random,
    lasts: minutes * MINUTE,
    kills,
    deaths: dead,
    relayRestarts,
    signal: over.signal,
    async killBot() {
      await stage.killBot()
      seen.kills += 1
    },
    async killNode() {
      const living = upTo(layout.nodes).filter((id) => !deaths.has(id) && !deaf.includes(id))
      const node = someOf(random, living, 1)[0]!
      await witness.collect(node)
      deaths.set(node, Date.now())
      await stage.killNode(node)
      say(`node ${node} is dead`)
    },
    async restartRelay() {
      await stage.restartRelay()
      seen.relayRestarts += 1
      say('the relay was restarted')
    },
  })
  faults.catch(() => over.abort())
  const report = setInterval(() => {
    const { asked, deployed, left } = workload.counts
    const [minute, head] = [Math.round((Date.now() - began) / MINUTE), chain.blocks.at(-1)?.number ?? 0]
    const bills = witness.bills.length + witness.services.length
    const wrong = `bot killed ${seen.kills}, nodes dead ${deaths.size}, failures ${failures.length}`
    say(`${minute} min: block ${head}, asked ${asked}, deployed ${deployed}, left ${left}, bills ${bills}, ${wrong}`)
  }, MINUTE)
  await pause(minutes * MINUTE, undefined, { signal: over.signal }).catch(() => {})
  over.abort()
  clearInterval(report)
  await faults
  await workload.over
  say('the users have left')
  const line: Line = {
    what: 'all that was to go wrong did',
    seen: `bot killed ${seen.kills} times, ${deaths.size} nodes dead, ${deaf.length} never wake, relay restarted ${seen.relayRestarts} times`,
    isGood: seen.kills === kills && deaths.size === dead && seen.relayRestarts === relayRestarts,
    wrong: [],
  }
  const { answers, counts, refusals, errors } = workload
  return { answers, refusals, counts: { ...counts, errors }, faults: line, deaths }
}

/** Until all have billed the last period that is over, or their time for it is; and until that was looked at. */
async function lastBills({ layout, bills: mode, period }: StoryOptions, { bills, services }: Witness): Promise<void> {
  const lastOver = Math.floor(Date.now() / 1_000 / period) - 1
  const farms = [FARM, ...liarsOf(layout).map(({ farm }) => farm)]
  const hasBilled = (of: number) => bills.some((bill) => bill.farm === of && bill.period >= lastOver)
  const areThere = () =>
    mode === 'agreements'
      ? farms.every(hasBilled)
      : services.filter(({ last }) => last >= lastOver).length >= layout.users
  const until = Date.now() + (period * 1_000) / 2 + 2 * SETTLING
  while (Date.now() < until && !areThere()) await pause(500)
  await pause(SETTLING)
}

async function keptBy({ folder, layout }: StoryOptions, { chain }: Stage, { statements }: Witness) {
  const homes = ['bot', ...liarsOf(layout).map(({ farm }) => `liar-${farm}`)].map((name) => join(folder, name))
  return (await Promise.all(homes.map((home) => keptStatements(home, statements, { chain, layout })))).flat()
}
