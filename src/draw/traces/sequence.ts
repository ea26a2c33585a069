import type { TraceEntry } from '../../kernel/index.ts'

/** A letter on its way from one actor to another, drawn where its fate was met. */
export interface SequenceMessage {
  readonly kind: 'message'
  readonly at: number
  readonly from: string
  readonly to: string
  readonly type: string
  readonly id: number
  /** Id of the letter that all this began with; its own when it began with this one. */
  readonly trace: number
  /** `handled`, or why not. */
  readonly fate: string
}

/** Something that happened to one actor. */
export interface SequenceNote {
  readonly kind: 'note'
  readonly at: number
  readonly actor: string
  readonly text: string
  readonly bad: boolean
}

export type SequenceRow = SequenceMessage | SequenceNote

/** What a sequence diagram shows, in order. */
export interface Sequence {
  readonly actors: readonly string[]
  readonly rows: readonly SequenceRow[]
  /** How many earlier rows are left out. */
  readonly omitted: number
}

export interface SequenceOptions {
  /** Only what goes to or from these. */
  readonly actors?: readonly string[]
  /** At most so many rows, the last ones; default 200. */
  readonly last?: number
}

const LAST = 200

/** Makes a sequence of what a tracer was told. */
export function sequenceOf(entries: readonly TraceEntry[], { actors, last = LAST }: SequenceOptions = {}): Sequence {
  const all = entries.flatMap((entry) => rowOf(entry) ?? [])
  const wanted = actors === undefined ? all : all.filter((row) => partiesOf(row).some((name) => actors.includes(name)))
  const rows = wanted.slice(Math.max(0, wanted.length - last))
  return { actors: inOrder(rows), rows, omitted: wanted.length - rows.length }
}

const partiesOf = (row: SequenceRow): string[] => (row.kind === 'note' ? [row.actor] : [row.from, row.to])

/** By first appearance; whoever is outside of the system stands first. */
function inOrder(rows: readonly SequenceRow[]): string[] {
  const names = [...new Set(rows.flatMap(partiesOf))]
  return names.includes('outside') ? ['outside', ...names.filter((name) => name !== 'outside')] : names
}

function rowOf({ kind, at, actor, from = '?', ...entry }: TraceEntry): SequenceRow | undefined {
  const { type = '', id = 0, trace = id, reason = '', incarnation = 1 } = entry
  const message = (fate: string): SequenceMessage => ({ kind: 'message', at, from, to: actor, type, id, trace, fate })
  const note = (text: string, bad = false): SequenceNote => ({ kind: 'note', at, actor, text, bad })
  switch (kind) {
    case 'handled':
      return message('handled')
    case 'coalesced':
      return message('coalesced')
    case 'dead':
      return message(reason)
    case 'started':
      return incarnation > 1 ? note(`started again (${incarnation})`) : undefined
    case 'crashed':
      return note(`crashed: ${reason}`, true)
    case 'stopped':
      return note('stopped')
    default:
      return undefined
  }
}
