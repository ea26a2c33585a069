import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, createMachine, type StateNode } from 'xstate'
import { findMachines } from '../../src/draw/machines.ts'
import { createRandom } from '../../src/kernel/index.ts'
import { randomStep, run, type Step } from './walk.ts'

const FEWEST = 100
const MOST = 10_000
const STEPS = 40
const SEED = 20_260

const machines = await findMachines()

/** What an editor has after it was given the text of a machine's config. */
const reimported = (machine: AnyStateMachine, change = (text: string) => text): AnyStateMachine =>
  createMachine(JSON.parse(change(JSON.stringify(machine.config))), machine.implementations as never)

/** Those in which it can be seen: one that is left at once, whatever the guards say, is none. */
function statesOf({ id, states, always = [] }: StateNode): string[] {
  const passing = always.some(({ guard }) => guard === undefined)
  return [...(passing ? [] : [id]), ...Object.values(states).flatMap((state) => statesOf(state as StateNode))]
}

/** Walks both until they are no longer alike, or until every state was visited and a fair number of walks was made. */
function compare(one: AnyStateMachine, other: AnyStateMachine) {
  const unvisited = new Set(statesOf(one.root as unknown as StateNode))
  for (let walk = 0; walk < FEWEST || (unvisited.size > 0 && walk < MOST); walk += 1) {
    const seed = SEED + walk
    const random = createRandom(seed)
    const steps: Step[] = []
    const seen = run(one, seed, STEPS, (snapshot) => {
      const step = randomStep(one, snapshot, random)
      steps.push(step)
      return step
    })
    const same = run(other, seed, steps.length, (_, index) => steps[index]!)
    for (const { states } of seen) for (const state of states) unvisited.delete(state)
    const at = seen.findIndex(({ text }, index) => text !== same[index]?.text)
    if (at >= 0) return { unvisited, difference: { seed, step: steps[at - 1], was: seen[at], became: same[at] } }
  }
  return { unvisited, difference: undefined }
}

describe('a machine whose config has been through JSON', () => {
  it.each(machines.map((machine) => [machine.id, machine] as const))('%s does the same', (_, machine) => {
    const { unvisited, difference } = compare(machine, reimported(machine))
    expect(difference).toBeUndefined()
    // Otherwise the walks would have shown little.
    expect([...unvisited]).toEqual([])
  })

  // A machine of one state has none to lose.
  const moving = machines.filter(({ config }) => JSON.stringify(config).includes('"target":'))
  it.each(moving.map((machine) => [machine.id, machine] as const))(
    '%s is told from one that lost a target',
    (_, machine) => {
      const changed = reimported(machine, (text) => text.replace(/"target":"[^"]+",?/, '').replace(/,}/g, '}'))
      expect(compare(machine, changed).difference).toBeDefined()
    },
  )
})
