import type { Random } from '../../../src/kernel/index.ts'
import type { BotRun } from './bot.ts'
import type { Lan } from './lan.ts'
import type { Life, World } from './world.ts'

const MINUTE = 60_000
/** What a bot is at when it is killed. */
const MOMENTS = ['transactions.Submit', 'grid.ClaimNode', 'grid.GatherUsage', 'grid.PlaceDeployment'] as const
/** Turns of its own that it still has then: so that it dies at any step of it. */
const LAST_TURNS = 40
/** Minutes for which it is away, at the most. */
const AWAY = 40

export interface FaultsOptions {
  readonly world: World
  readonly random: Random
  readonly lan: Lan
  /** By node id, from 1 on. */
  readonly lives: readonly Life[]
  readonly from: number
  readonly until: number
  readonly dead: number
  readonly deaf: number
  readonly kills: number
  readonly startBot: () => Promise<BotRun>
}

/** Nodes die, and some never wake once they sleep; the bot dies and comes back on what it has left behind. */
export async function startFaults({ world, random, lan, lives, from, until, startBot, ...counts }: FaultsOptions) {
  const gone = { dead: new Map<number, number>(), deaf: new Map<number, number>(), kills: 0, midway: 0 }
  let bot = await startBot()
  const waitUntil = (time: number) => world.sleep(Math.max(0, time - world.now()))
  /** One in each part of the time, at any moment of it. */
  const times = (count: number) =>
    Array.from({ length: count }, (_, at) => from + ((at + random()) * (until - from)) / count)
  const watch = (work: Promise<void>) => void work.catch((error: unknown) => world.fail(error))

  function oneOf(wanted: (node: number) => boolean): number | undefined {
    const able = lives
      .map((_, at) => at + 1)
      .filter((node) => !gone.dead.has(node) && !gone.deaf.has(node) && wanted(node))
    return able[Math.floor(random() * able.length)]
  }

  /** Dies a few turns after it begins with something, or at that time where it does not. */
  async function kill(from: number, until: number): Promise<void> {
    const moment = MOMENTS[Math.floor(random() * MOMENTS.length)]!
    const [turns, away] = [Math.floor(random() * LAST_TURNS), (1 + random() * (AWAY - 1)) * MINUTE]
    await waitUntil(from)
    const { system, life, close } = bot
    const died = new Promise<void>((resolve) => life.onDeath(resolve))
    const detach = system.attach({
      emitted({ event: { type } }) {
        if (type !== moment) return
        detach()
        life.killAfter(turns)
      },
    })
    await Promise.race([died, waitUntil(until)])
    gone.kills += 1
    if (!life.isAlive) gone.midway += 1
    life.kill()
    await world.sleep(away)
    close()
    bot = await startBot()
  }

  async function killAll(): Promise<void> {
    const starts = times(counts.kills)
    const latest = (until - from) / (4 * Math.max(1, counts.kills))
    for (const at of starts) await kill(at, at + latest)
  }

  async function bury(at: number): Promise<void> {
    await waitUntil(at)
    const isUp = (id: number) => !gone.dead.has(id) && !lan.isAsleep(id)
    // Who sleeps is woken by who is up: where all are gone that were, the others sleep until somebody comes by.
    const others = (id: number) => lives.some((_, other) => other + 1 !== id && isUp(other + 1))
    const node = oneOf((id) => isUp(id) && others(id)) ?? oneOf((id) => !isUp(id))
    if (node === undefined) return
    lives[node - 1]!.kill()
    gone.dead.set(node, world.now())
  }

  async function deafen(at: number): Promise<void> {
    await waitUntil(at)
    const node = oneOf(() => true)
    if (node === undefined) return
    lan.deafen(node)
    gone.deaf.set(node, world.now())
  }

  watch(killAll())
  for (const at of times(counts.dead)) watch(bury(at))
  for (const at of times(counts.deaf)) watch(deafen(at))
  return {
    gone,
    end() {
      bot.life.kill()
      for (const life of lives) life.kill()
    },
    close: () => bot.close(),
  }
}

export type Faults = Awaited<ReturnType<typeof startFaults>>
