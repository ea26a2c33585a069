import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import type { Random } from '../../src/kernel/index.ts'
import { effectsOn, intentKey } from './effects.ts'
import { losingEndpoint } from './losing-endpoint.ts'
import type { Program } from './programs.ts'
import type { Death, Step } from './steps.ts'

/** Milliseconds between blocks, and how likely the pool is empty after one, as if its node had been started again. */
const EVERY = 20
const WIPED = 0.04
/** Milliseconds for one process to bring its intents to the chain. */
const PATIENCE = 60_000

export interface Plan {
  readonly program: Program
  readonly intents: number
  /** Each of a process of its own; the last goes on to the end. */
  readonly deaths: readonly Death[]
  readonly random: Random
}

export interface Ran {
  /** Steps at which a process has died. */
  readonly died: readonly Step[]
  /** Intents that the program knows to be done. */
  readonly known: number
  /** By how often they are on the chain. */
  readonly once: number
  readonly lost: number
  readonly doubled: number
  readonly faults: { readonly sends: number; readonly acknowledgements: number; readonly wipes: number }
}

/** A chain, an endpoint that loses things, and processes that die one after another over the same intents. */
export async function run({ program, intents, deaths, random }: Plan): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-crash-'))
  const done = join(folder, 'done')
  const devnet = await startDevnet({ port: 0, keepStates: 100_000 }, { runtime: createRuntime(development()) })
  const endpoint = await losingEndpoint(devnet.url, random)
  const errand = { folder, url: endpoint.url, intents, done, eraPeriod: random() < 0.5 ? 16 : 64 }
  let wipes = 0
  const blocks = setInterval(() => {
    devnet.seal()
    if (devnet.chain.pool.size === 0 || random() >= WIPED) return
    devnet.chain.pool.clear()
    wipes += 1
  }, EVERY)
  const known = () => (existsSync(done) ? new Set(readFileSync(done, 'utf8').split('\n')).size - 1 : 0)

  /** @returns whether it died by itself, before all was done */
  async function live(death?: Death): Promise<boolean> {
    const child = program(errand, death)
    const ended = once(child, 'exit').then(([, signal]) => signal as string | null)
    let signal: string | null | undefined
    ended.then((how) => (signal = how))
    for (const end = performance.now() + PATIENCE; signal === undefined && performance.now() < end; await pause(EVERY))
      if (known() === intents) break
    const bySelf = signal === 'SIGKILL'
    child.kill('SIGKILL')
    await ended
    return bySelf
  }

  const died: Step[] = []
  for (const death of deaths) if (await live(death)) died.push(death.step)
  await live()
  clearInterval(blocks)
  // Long enough for anything that is still about to land.
  for (let made = 0; made < 70; made += 1) devnet.seal()
  const effects = effectsOn(devnet.chain)
  const counts = Array.from({ length: intents }, (_, n) => effects.get(intentKey(n)) ?? 0)
  const knownDone = known()
  endpoint.stop()
  await devnet.stop()
  await rm(folder, { recursive: true })
  return {
    died,
    known: knownDone,
    once: counts.filter((count) => count === 1).length,
    lost: counts.filter((count) => count === 0).length,
    doubled: counts.filter((count) => count > 1).length,
    faults: { ...endpoint.lost, wipes },
  }
}
