import { readFile } from 'node:fs/promises'
import { sequenceMermaid, sequenceOf, sequenceSvg, timingOf, timingSvg } from '../../draw/traces/index.ts'
import { nearest, readTrace, type TraceEntry } from '../../kernel/index.ts'

export const PICTURES = ['sequence', 'mermaid', 'timing'] as const

export interface PictureOptions {
  readonly as: (typeof PICTURES)[number]
  /** Only these. */
  readonly actors?: readonly string[]
  /** At most so many steps, the last ones. */
  readonly last?: number
}

/** An actor that the trace does not know of. */
export class UnknownActor extends Error {
  readonly code = 'unknown-actor'

  constructor(actor: string, known: readonly string[]) {
    const guess = nearest(actor, known)
    super(
      `nothing of "${actor}" is in the trace; ${guess ? `did you mean "${guess}"?` : `there are ${known.join(', ')}`}`,
    )
    this.name = 'UnknownActor'
  }
}

/** @throws TraceError, UnknownActor, or an error of the file system */
export async function pictureOf(file: string, { as, actors, last }: PictureOptions): Promise<string> {
  const { lines } = readTrace(await readFile(file, 'utf8'))
  const entries = lines.filter((line): line is TraceEntry => line.kind !== 'step')
  const known = [...new Set(entries.map(({ actor }) => actor))]
  for (const actor of actors ?? []) if (!known.includes(actor)) throw new UnknownActor(actor, known)
  const chosen = actors === undefined ? {} : { actors }
  if (as === 'timing') return timingSvg(timingOf(entries, chosen))
  const sequence = sequenceOf(entries, { ...chosen, ...(last !== undefined && { last }) })
  return as === 'mermaid' ? sequenceMermaid(sequence) : sequenceSvg(sequence)
}
