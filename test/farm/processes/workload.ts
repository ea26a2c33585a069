import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../../src/kernel/index.ts'
import type { FarmChain } from './chain.ts'
import { deployAt, makeContract, type Wanted } from './deploying.ts'
import type { Answer, Refusal, Room } from './observed.ts'
import { type Asker, codeOf } from './person.ts'
import { FARM, FARMER, type Layout, type Person, twinOfNode } from './places.ts'

const GIB = 2 ** 30
const MINUTE = 60_000

export interface WorkloadOptions {
  readonly chain: FarmChain
  readonly layout: Layout
  readonly users: readonly { readonly person: Person; readonly asker: Asker }[]
  readonly random: Random
  /** Minutes. */
  readonly claimFor: number
  /** Milliseconds from one to the next at the busiest, and for how long one stays on average. */
  readonly every: number
  readonly stay: number
  readonly signal: AbortSignal
}

export interface Workload {
  readonly answers: readonly Answer[]
  /** For whom there was no node. */
  readonly refusals: readonly Refusal[]
  /** How often users were told what, instead of what they asked for. */
  readonly errors: Readonly<Record<string, number>>
  /** Contracts that users have ended. */
  readonly counts: { asked: number; deployed: number; left: number; unused: number }
  /** Resolves when the last has left. */
  readonly over: Promise<void>
}

/** A whole number from 0 on, less than this. */
export const below = (random: Random, count: number): number => Math.floor(random() * count)

/** Busy and calm times take turns. */
const WAVE = 12 * MINUTE
const CALM = 5

/** Users who come, ask the farm for a node, deploy on it, and leave. */
export function runWorkload(options: WorkloadOptions): Workload {
  const { users, random, signal, every } = options
  const answers: Answer[] = []
  const refusals: Refusal[] = []
  const errors: Record<string, number> = {}
  const count = (error: unknown) => {
    errors[codeOf(error)] = (errors[codeOf(error)] ?? 0) + 1
  }
  const counts = { asked: 0, deployed: 0, left: 0, unused: 0 }
  const under = new Set<Promise<void>>()
  const began = Date.now()
  const roomFor = (): Room => ({
    cru: 1 + below(random, 4),
    mru: (1 + below(random, 6)) * GIB,
    sru: (5 + below(random, 60)) * GIB,
    hru: below(random, 4) === 0 ? (10 + below(random, 90)) * GIB : 0,
  })

  async function come(number: number): Promise<void> {
    const { person, asker } = users[below(random, users.length)]!
    const room = roomFor()
    const stay = options.stay * (0.2 + 1.6 * random())
    const isUsed = below(random, 12) !== 0
    const answer = await findNode(asker, person, room)
    if (answer === undefined) return
    answers.push(answer)
    if (isUsed) await use(answer, { name: `w${number}`, room }, { person, asker }, stay)
    else counts.unused += 1
  }

  async function findNode(asker: Asker, { twin }: Person, { cru, mru, sru, hru }: Room): Promise<Answer | undefined> {
    counts.asked += 1
    const filter = { cru, mru: mru / GIB, sru: sru / GIB, hru: hru / GIB }
    try {
      const options_ = { within: 90_000, session: `farmerbot-${FARM}` }
      const node = Number(await asker.ask(FARMER.twin, 'farmerbot.nodemanager.findnode', filter, options_))
      const at = Date.now()
      return { user: twin, node, room: { cru, mru, sru, hru }, at, until: at + options.claimFor * MINUTE }
    } catch (error) {
      count(error)
      if (codeOf(error) === 'no-node') refusals.push({ at: Date.now(), room: { cru, mru, sru, hru } })
      return undefined
    }
  }

  async function use(
    answer: Answer,
    wanted: Wanted,
    { person, asker }: { readonly person: Person; readonly asker: Asker },
    stay: number,
  ): Promise<void> {
    const { chain, layout } = options
    try {
      answer.contract = await makeContract(chain, person, answer.node, wanted)
      answer.contractAt = Date.now()
    } catch (error) {
      answer.refused = codeOf(error)
      return
    }
    const refused = await deployAt(asker, person, twinOfNode(layout, answer.node), answer.contract, wanted)
    if (refused === undefined) {
      answer.deployedAt = Date.now()
      counts.deployed += 1
      await pause(stay, undefined, { signal }).catch(() => {})
    } else answer.refused = refused
    await chain.submit(person.uri, 'smartContractModule', 'cancelContract', answer.contract).catch(count)
    counts.left += 1
  }

  async function run(): Promise<void> {
    for (let number = 1; !signal.aborted; number += 1) {
      const one = come(number).catch(count)
      under.add(one)
      void one.finally(() => under.delete(one))
      const phase = Math.cos((2 * Math.PI * (Date.now() - began)) / WAVE)
      const calm = 1 + ((1 - phase) / 2) * (CALM - 1)
      await pause(every * calm * (0.5 + random()), undefined, { signal }).catch(() => {})
    }
    while (under.size > 0) await Promise.all(under)
  }

  return { answers, refusals, errors, counts, over: run() }
}
