import { describe, expect, it } from 'vitest'
import { exampleTrace } from '../../../src/draw/traces/example.ts'
import { sequenceMermaid, sequenceOf, sequenceSvg, timingOf, timingSvg } from '../../../src/draw/traces/index.ts'
import type { TraceEntry } from '../../../src/kernel/index.ts'
import { problemsOfXml } from './xml.ts'

const handled = (id: number, more: Partial<TraceEntry> = {}): TraceEntry => ({
  kind: 'handled',
  actor: 'b',
  from: 'a',
  type: 'test.Told',
  id,
  at: id,
  duration: 0,
  ...more,
})

describe('a sequence', () => {
  it('shows who told whom, in the order in which it was handled', async () => {
    expect(sequenceMermaid(sequenceOf(await exampleTrace()))).toBe(`sequenceDiagram
  participant p0 as outside
  participant p1 as agreement
  participant p2 as ledger
  participant p3 as transactions
  p0->>p1: storage.Requested
  p0->>p2: storage.Requested
  p1->>p3: chain.Submit
  p1->>p2: storage.Answered
  p0->>p1: storage.Requested
  Note over p2: crashed: disk full
  p0--xp2: storage.Requested (crashed)
  p1->>p3: chain.Submit
  Note over p2: started again (2)
  p1->>p2: storage.Answered
  p0->>p1: storage.Requested
  p0->>p2: storage.Requested
  p1->>p3: chain.Submit
  p1->>p2: storage.Answered
`)
  })

  it('says what each letter goes back to', async () => {
    const { rows } = sequenceOf(await exampleTrace())
    const [first] = rows
    const answered = rows.find((row) => row.kind === 'message' && row.type === 'storage.Answered')
    expect(answered).toMatchObject({ trace: (first as { id: number }).id })
  })

  it('may be narrowed to some actors, and to its end; what is left out is counted', async () => {
    const entries = await exampleTrace()
    const narrowed = sequenceOf(entries, { actors: ['transactions'], last: 2 })
    expect(narrowed.actors).toEqual(['agreement', 'transactions'])
    expect(narrowed.rows).toHaveLength(2)
    expect(narrowed.omitted).toBe(1)
    expect(sequenceMermaid(narrowed)).toContain('1 earlier rows are left out')
    expect(sequenceSvg(narrowed)).toContain('1 earlier rows are left out')
  })

  it('draws what became of letters that were not handled', () => {
    const entries: TraceEntry[] = [
      handled(1),
      { kind: 'dead', actor: 'b', from: 'a', type: 'test.Told', id: 2, at: 2, reason: 'refused' },
      { kind: 'coalesced', actor: 'b', from: 'a', type: 'test.Told', id: 3, at: 3 },
      handled(4, { from: 'b' }),
    ]
    const picture = sequenceSvg(sequenceOf(entries))
    for (const text of ['test.Told: refused', 'test.Told: coalesced', '#4']) expect(picture).toContain(text)
  })
})

describe('a picture of a trace', () => {
  const hostile = `<b>&"'\n;#]]>`

  it.each([
    ['sequence', (entries: readonly TraceEntry[]) => sequenceSvg(sequenceOf(entries))],
    ['timing', (entries: readonly TraceEntry[]) => timingSvg(timingOf(entries))],
  ])('(%s) is well-formed and complete in itself, whatever the names', (_, draw) => {
    const entries = [
      handled(1, { actor: hostile, from: hostile, type: hostile }),
      handled(2, { actor: hostile }),
      { kind: 'crashed', actor: hostile, reason: hostile, at: 3 } as const,
    ]
    const picture = draw(entries)
    expect(problemsOfXml(picture)).toEqual([])
    expect(picture).not.toMatch(/<script|href=|url\(/)
  })

  it.each([
    ['sequence', (entries: readonly TraceEntry[]) => sequenceSvg(sequenceOf(entries))],
    ['timing', (entries: readonly TraceEntry[]) => timingSvg(timingOf(entries))],
  ])('(%s) of nothing is a picture too', (_, draw) => {
    expect(problemsOfXml(draw([]))).toEqual([])
  })

  it('keeps to a bounded size however long the trace', () => {
    const entries = Array.from({ length: 10_000 }, (_, n) => handled(n, { actor: `actor-${n % 5}`, duration: 0.4 }))
    expect(sequenceSvg(sequenceOf(entries)).length).toBeLessThan(200_000)
    expect(timingSvg(timingOf(entries)).length).toBeLessThan(200_000)
  })

  it('takes mermaid for a grammar that names cannot break', () => {
    const [, participant, message] = sequenceMermaid(sequenceOf([handled(1, { actor: hostile, from: hostile })])).split(
      '\n',
    )
    expect(participant).toBe(`  participant p0 as <b>&"'   ]]>`)
    expect(message).toBe('  p0->>p0: test.Told')
  })
})

describe('a timing chart', () => {
  it('has a row for each actor that was at work, with waits, starts, crashes and losses', () => {
    const entries: TraceEntry[] = [
      { kind: 'emitted', actor: 'a', type: 'test.Told', id: 1, at: 100 },
      handled(1, { at: 180, duration: 30 }),
      handled(2, { at: 180.05, duration: 0.02 }),
      { kind: 'dead', actor: 'b', id: 3, at: 190, reason: 'crashed' },
      { kind: 'crashed', actor: 'b', at: 190, reason: 'x' },
      { kind: 'started', actor: 'b', at: 200, incarnation: 2 },
    ]
    expect(timingOf(entries)).toEqual({
      length: 100,
      rows: [
        {
          actor: 'b',
          busy: [{ from: 50, to: 80 + 0.05 }].map(({ from, to }) => ({ from, to: expect.closeTo(to, 5) })),
          waiting: [{ from: 0, to: 50 }],
          starts: [100],
          crashes: [90],
          lost: [90],
          handled: 2,
        },
      ],
    })
  })
})
