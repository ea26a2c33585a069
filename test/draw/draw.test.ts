import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyStateMachine, createActor, createMachine, getNextSnapshot, setup } from 'xstate'
import { configJson } from '../../src/draw/json.ts'
import { type Layout, layoutOf, type Rectangle } from '../../src/draw/layout.ts'
import { findMachines } from '../../src/draw/machines.ts'
import { mermaidOf } from '../../src/draw/mermaid.ts'
import { type DrawnMachine, modelOf, textOf } from '../../src/draw/model.ts'
import { renderAll, renderExample } from '../../src/draw/render.ts'
import { everything } from './fixture.ts'

const FOLDER = fileURLToPath(new URL('../../visualizations/', import.meta.url))

let machines: AnyStateMachine[]

beforeAll(async () => {
  machines = await findMachines()
})

describe('the pictures in visualizations/', () => {
  it('are those of the machines and of the example as they are; if not, run `npm run draw`', async () => {
    const rendered = new Map([...(await renderAll(machines)), ...(await renderExample())])
    const committed = (await readdir(FOLDER, { recursive: true }))
      .filter((name) => /\.(svg|mmd|json)$/.test(name))
      .sort()
    expect(committed).toEqual([...rendered.keys()].sort())
    for (const [name, text] of rendered) expect(await readFile(FOLDER + name, 'utf8'), name).toBe(text)
  })

  it('are the same bytes each time', async () => {
    expect(await renderAll([everything])).toEqual(await renderAll([everything]))
  })
})

describe('a machine as JSON', () => {
  it('comes back as the same machine', () => {
    for (const machine of [everything, ...machines]) {
      const again = createMachine(JSON.parse(configJson(machine)), machine.implementations as never)
      expect(JSON.stringify(modelOf(again))).toBe(JSON.stringify(modelOf(machine)))
      expect(Object.keys(again.root.states)).toEqual(Object.keys(machine.root.states))
    }
  })

  it('does the same', () => {
    const again = createMachine(JSON.parse(configJson(everything)), everything.implementations as never)
    const steps = (machine: AnyStateMachine) => {
      const start = createActor(machine).getSnapshot()
      return [{ type: 'note' }, { type: 'go' }, { type: 'stop' }].map(
        (event) => getNextSnapshot(machine, start, event).value,
      )
    }
    expect(steps(again)).toEqual(steps(everything))
  })

  it('refuses a function and says where it stands', () => {
    const machine = setup({}).createMachine({ id: 'inline', initial: 'a', states: { a: { entry: () => {} } } })
    expect(() => configJson(machine)).toThrow('inline.states.a.entry is a function')
  })
})

describe('the model of a machine', () => {
  const lines = (model: DrawnMachine) =>
    model.transitions.map((each) => `${each.source} -> ${each.target}: ${textOf(each)}`)

  it('has every transition with guard, actions and plain event names', () => {
    expect(lines(modelOf(everything)).sort()).toEqual(
      [
        'everything -> everything.ended: stop',
        'everything.idle -> everything.busy: go [isReady] / note, greet',
        'everything.idle -> everything.busy: after everything.patience',
        'everything.idle -> everything.ended: after 500 ms',
        'everything.busy -> everything.ended: done work',
        'everything.busy -> everything.idle: error work',
        'everything.busy.left.one -> everything.busy.left.two: always',
        'everything.busy.left.two -> everything.busy.left.one: any event',
      ].sort(),
    )
  })

  it('has what stands in the boxes', () => {
    const { root } = modelOf(everything)
    const [idle, busy, ended] = root.children
    expect(root.inner).toEqual(['note / note'])
    expect(idle).toMatchObject({ description: 'Waits.', tags: ['ready'], entry: ['greet'], exit: ['leave'] })
    expect(busy).toMatchObject({ type: 'parallel', invokes: ['everything.work'], initial: undefined })
    expect(ended).toMatchObject({ type: 'final' })
    expect(root.initial).toBe('everything.idle')
  })
})

describe('the layout', () => {
  const inside = (outer: Rectangle, inner: Rectangle) =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  const apart = (a: Rectangle, b: Rectangle) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y

  function check({ states, edges, width, height }: Layout): void {
    const labels = edges.flatMap(({ label }) => (label === undefined ? [] : [label.box]))
    const leaves = states.filter(({ state }) => state.children.length === 0).map(({ box }) => box)
    for (const [index, label] of labels.entries()) {
      expect(inside({ x: 0, y: 0, width, height }, label)).toBe(true)
      for (const leaf of leaves) expect(apart(label, leaf)).toBe(true)
      for (const other of labels.slice(index + 1)) expect(apart(label, other)).toBe(true)
    }
    for (const [index, leaf] of leaves.entries())
      for (const other of leaves.slice(index + 1)) expect(apart(leaf, other)).toBe(true)
    for (const { points } of edges) expect(points.length).toBeGreaterThanOrEqual(2)
  }

  it('keeps boxes and labels apart, on every machine', async () => {
    for (const machine of [everything, ...machines]) check(await layoutOf(modelOf(machine)))
  })
})

describe('the mermaid text', () => {
  it('names states, regions and transitions', () => {
    const text = mermaidOf(modelOf(everything))
    expect(text).toContain('stateDiagram-v2')
    expect(text).toContain('[*] --> everything_idle')
    expect(text).toContain('everything_idle --> everything_busy : go [isReady] / note, greet')
    expect(text).toContain('    --')
    expect(text).toContain('everything_ended --> [*]')
  })
})
