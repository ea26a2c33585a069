import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { createRandom, type Log } from '../../../src/kernel/index.ts'
import { type BotOptions, startBot } from './bot.ts'
import { type Slots, startChain } from './chain.ts'
import { startCheats } from './cheats.ts'
import { createEther, SILENT } from './ether.ts'
import { startFaults } from './faults.ts'
import { AUDITS, createGenesis, FARM, LENT, type People } from './genesis.ts'
import { createBillJudge } from './judge/bills.ts'
import { createBookings } from './judge/bookings.ts'
import { AUDIT, judgeFrauds } from './judge/frauds.ts'
import { judgeUsage } from './judge/usage.ts'
import { createLan } from './lan.ts'
import { startNodes } from './nodes.ts'
import { changeTerms, settleTerms } from './terms.ts'
import { startUsers } from './users.ts'
import { createWorld } from './world.ts'

export interface MonthOptions {
  readonly nodes: number
  readonly days: number
  /** Times that the bot is killed. */
  readonly kills: number
  /** Nodes that die, and those that never wake once they sleep. */
  readonly dead: number
  readonly deaf: number
  readonly users: number
  /** Farms that bill too much. */
  readonly cheats: number
  readonly seed: number
  readonly slots: Slots
  /** Seconds after the end of a day for which nodes are waited for before it is billed. */
  readonly waitFor: number
  readonly folder: string
  readonly log?: Log
  /** Told how far it has come. */
  say?(text: string): void
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Midnight, the first of a month. */
const START = Date.UTC(2026, 5, 1)
/** Faults come while there is something for them to hit, and early enough for what follows from them. */
const CALM = DAY / 4

/** A farm's month: what happened, and what the judges say of it. */
export async function runMonth(options: MonthOptions) {
  const { nodes, days, dead, deaf, kills, seed, folder, slots, log = SILENT, say = () => {} } = options
  await accountsReady()
  const world = createWorld(START)
  const randomOf = (purpose: number) => createRandom(seed * 10_007 + purpose)
  const { runtime, people } = createGenesis(options)
  const chain = startChain(world, runtime, slots)
  const hashes = createHash('sha256')
  chain.chain.onFinalized.add(({ hash }) => void hashes.update(hash))
  const ether = createEther(world, chain, seed)
  const lan = createLan()
  const bookings = createBookings(world, chain, nodes)
  const bills = createBillJudge(world, chain)
  const end = START + days * DAY
  chain.start()

  const terms = settleTerms(chain, people, days)
  await world.runUntil(START + 30 * MINUTE)
  const agreements = await terms
  const lives = await startNodes({ world, chain, ether, lan, people, seed }, (signed) => bills.signed(signed))
  const shared = { world, chain, ether, log, actors: {} }
  const auditor = await startBot({ ...shared, ...(await auditorOf(people, folder)), seed: seed * 1_000 })
  const audits = new Map<string, number>()
  auditor.system.attach({
    emitted({ event: { type, payload }, ask }) {
      if (ask !== 0 || type !== 'grid.BillAudited') return
      const { verdict } = payload as { verdict: string }
      audits.set(verdict, (audits.get(verdict) ?? 0) + 1)
    },
  })
  const farm = await farmOf(people, options)
  let runs = 0
  const faults = await startFaults({
    world,
    random: randomOf(1),
    lan,
    lives,
    from: START + CALM,
    until: end - CALM,
    dead,
    deaf,
    kills,
    startBot: () => startBot({ ...shared, ...farm, seed: seed * 1_000 + ++runs }),
  })
  const users = startUsers({ world, chain, ether, people, random: randomOf(2), bookings, until: end - CALM })
  const cheats = startCheats({
    world,
    chain,
    ether,
    people,
    random: randomOf(3),
    agreements,
    start: START,
    until: end,
  })
  changeTerms(world, chain, people, { at: START + 0.3 * days * DAY, periods: days + 10 })

  for (let day = 1; day <= days; day += 1) {
    await world.runUntil(START + day * DAY)
    const { number } = chain.chain.finalized
    say(
      `day ${day}: block ${number}, ${ether.messages} messages, ${users.counts.deployed} deployed, ${users.counts.left} left`,
    )
  }
  faults.end()
  auditor.life.kill()
  await world.runUntil(end)
  faults.close()
  auditor.close()
  const last = bills.bills.at(-1)?.period ?? 0
  return {
    digest: hashes.digest('hex'),
    stateRoot: Buffer.from(chain.chain.finalized.header.stateRoot).toString('hex'),
    planned: { dead, deaf, kills },
    blocks: chain.chain.finalized.number,
    messages: ether.messages,
    commands: Object.fromEntries(ether.commands),
    users: users.counts,
    refusals: Object.fromEntries(users.refusals),
    lan: lan.counts,
    gone: faults.gone,
    bookings: bookings.wrong,
    bills: bills.told(START / DAY, days),
    usage: judgeUsage(bookings.all, bills.statements(), faults.gone, last),
    frauds: judgeFrauds(cheats.bills),
    again: cheats.again,
    audits: Object.fromEntries(audits),
  }
}

export type MonthTold = Awaited<ReturnType<typeof runMonth>>

type Own = Pick<BotOptions, 'farmer' | 'farm' | 'folder' | 'actors'>

async function folderOf(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  return path
}

/** Who looks at the bills of all others. */
const auditorOf = async ({ auditor }: People, folder: string): Promise<Own> => ({
  farmer: auditor,
  farm: { bills: 'none', audit: true, settings: { farm: { farmId: AUDITS } } },
  actors: { audit: { config: AUDIT } },
  folder: await folderOf(folder, 'auditor'),
})

/** The farm's own node. */
async function farmOf({ farmer, users }: People, { folder, slots: { slot }, waitFor }: MonthOptions): Promise<Own> {
  const findNode = { allow: users.map(({ twinId }) => twinId), claims: 50, claimFor: 30, perMinute: 60, burst: 60 }
  return {
    farmer,
    farm: {
      bills: 'agreements',
      audit: false,
      settings: {
        farm: { farmId: FARM, overprovision: LENT, pollEvery: 15 },
        // One of them may die.
        power: { keepOn: 2 },
        messages: { findNode },
      },
    },
    actors: {
      proof: { config: { lookEvery: 3 } },
      billing: { config: { lookEvery: 3, blockTime: slot, waitFor } },
    },
    folder: await folderOf(folder, 'farm'),
  }
}
