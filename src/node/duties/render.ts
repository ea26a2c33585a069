import { printable } from '../show/printable.ts'
import type { DutyReport, DutyRow } from './read.ts'

const SECTIONS = [
  ['running', 'running'],
  ['due', 'due'],
  ['missed', 'missed'],
  ['done', 'done'],
  ['dropped', 'dropped: no longer owed'],
] as const
type Now = Pick<DutyReport, 'finalized' | 'at'>

/** Of those that are over, so many are shown. */
const SHOWN = 20

/** Duties for people: what is under way with the blocks that are left, then what is over. */
export function renderDuties({ finalized, at, duties, left }: DutyReport): string {
  const now = { finalized, at }
  const sections = SECTIONS.flatMap(([state, title]) =>
    section(
      title,
      duties.filter((duty) => duty.state === state),
      now,
    ),
  )
  const rest = section('of an earlier run, not taken up again', left, now)
  const lines = [...sections, ...rest]
  return [`block ${finalized}`, ...(lines.length === 0 ? ['no duties'] : lines), ''].map(printable).join('\n')
}

function section(title: string, duties: readonly DutyRow[], now: Now): string[] {
  if (duties.length === 0) return []
  const hidden = Math.max(0, duties.length - SHOWN)
  return [
    '',
    `${title} (${duties.length})`,
    ...duties.slice(0, SHOWN).map((duty) => `  ${line(duty, now)}`),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ]
}

function line(duty: DutyRow, now: Now): string {
  const { kind, key, detail } = duty
  return `${kind.padEnd(13)} ${key.padEnd(24)} ${timeOf(duty, now)}${detail === null ? '' : `  ${detail}`}`
}

/** What is left of it while it can be done, in blocks or in minutes: those of the last block that the node has seen. */
function timeOf({ state, deadline, due, since }: DutyRow, { finalized, at }: Now): string {
  if (state !== 'due' && state !== 'running') return `since block ${since}`
  if (deadline !== null) return `${deadline - finalized} blocks left`
  return due === null ? `since block ${since}` : `${Math.floor((due - at) / 60_000)} min left`
}
