import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fifo } from '../../src/kernel/bus/fifo.ts'
import { createTurnQueue } from '../../src/kernel/bus/turn-queue.ts'
import type { Worker } from '../../src/kernel/bus/worker.ts'
import type { Letter } from '../../src/kernel/message/letter.ts'

describe('a queue', () => {
  it('does as a plain list would, whatever is put in and taken out', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), n: fc.nat(5) }),
      fc.record({ do: fc.constant('shift' as const), n: fc.constant(0) }),
      fc.record({ do: fc.constant('remove' as const), n: fc.nat(5) }),
    )
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = new Fifo<number>()
        const list: number[] = []
        for (const { do: what, n } of steps) {
          if (what === 'push') {
            queue.push(n)
            list.push(n)
          } else if (what === 'shift') expect(queue.shift()).toBe(list.shift())
          else {
            const index = list.indexOf(n)
            expect(queue.remove((each) => each === n)).toBe(index === -1 ? undefined : list.splice(index, 1)[0])
          }
          expect([queue.size, queue.first, [...queue]]).toEqual([list.length, list[0], list])
        }
      }),
    )
  })
})

/** One that waits with letters of these ranks. */
const workerOf = (name: string, ranks: number[], rank = 1) => ({
  name,
  ranks,
  rank,
  turn: -1,
  ticket: 0,
  get ready() {
    return this.ranks.length > 0
  },
  get next() {
    return this.ranks.length === 0 ? undefined : ({ rank: this.ranks[0] } as Letter)
  },
  handleNext() {
    this.ranks.shift()
  },
})

function queueOf(...workers: Worker[]) {
  const queue = createTurnQueue()
  for (const worker of workers) queue.add(worker)
  return queue
}

const takeAll = (queue: ReturnType<typeof createTurnQueue>) => {
  const names: string[] = []
  for (let worker = queue.take(); worker !== undefined; worker = queue.take())
    names.push((worker as ReturnType<typeof workerOf>).name)
  return names.join(' ')
}

describe('turns', () => {
  it('are taken by the priority of the letter, then of the actor, then by age', () => {
    const queue = queueOf(
      workerOf('low letter', [2], 0),
      workerOf('second', [1]),
      workerOf('low actor', [1], 2),
      workerOf('third', [1]),
      workerOf('high actor', [1], 0),
      workerOf('nothing', []),
      workerOf('high letter', [0], 2),
    )
    expect(queue.size).toBe(7)
    expect(takeAll(queue)).toBe('high letter high actor second third nothing low actor low letter')
    expect([queue.size, queue.first(), queue.take()]).toEqual([0, undefined, undefined])
  })

  it('are one for each, however often it is said to wait', () => {
    const [one, two] = [workerOf('one', [1]), workerOf('two', [1])]
    const queue = queueOf(one, two, one, one)
    expect(queue.size).toBe(2)
    expect(takeAll(queue)).toBe('one two')
    queue.add(one)
    expect(takeAll(queue)).toBe('one')
  })

  it('come sooner for one whose next letter has become more urgent, and not later for less', () => {
    const [one, two, three] = [workerOf('one', [1]), workerOf('two', [1]), workerOf('three', [1])]
    const queue = queueOf(one, two, three)
    three.ranks = [0]
    queue.add(three)
    one.ranks = [2]
    queue.add(one)
    expect(queue.size).toBe(3)
    expect(queue.first()).toBe(three)
    expect(takeAll(queue)).toBe('three one two')
  })

  it('pass over who has waited longest eight times in a row, and no more', () => {
    const [low, other] = [workerOf('low', [2]), workerOf('other', [2])]
    const queue = queueOf(low, other)
    const names: string[] = []
    for (let turn = 0; turn < 20; turn += 1) {
      queue.add(workerOf('high', [0]))
      expect(queue.first()).toBeDefined()
      names.push((queue.take() as ReturnType<typeof workerOf>).name)
    }
    expect(names.map((name, turn) => (name === 'high' ? '' : `${turn} ${name}`)).filter(Boolean)).toEqual([
      '8 low',
      '17 other',
    ])
  })

  it('count anew who was passed over when the oldest has had its turn by its own right', () => {
    const queue = queueOf(workerOf('low', [2]))
    const high = () => workerOf('high', [0])
    for (let turn = 0; turn < 8; turn += 1) {
      queue.add(high())
      queue.take()
    }
    expect(takeAll(queue)).toBe('low')
    queue.add(workerOf('low', [2]))
    queue.add(high())
    expect(takeAll(queue)).toBe('high low')
  })
})
