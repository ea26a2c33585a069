import { printable } from '../show/printable.ts'
import type { DutyReport, DutyRow } from './read.ts'

const SECTIONS = [
  ['running', 'running'],
  ['due', 'due'],
  ['missed', 'missed'],
  ['done', 'done'],
  ['dropped', 'dropped: no longer owed'],
] as const
/** Of those that are over, so many are shown. */
const SHOWN = 20

/** Duties for people: what is under way with the blocks that are left, then what is over. */
export function renderDuties({ finalized, duties, left }: DutyReport): string {
  const sections = SECTIONS.flatMap(([state, title]) =>
    section(
      title,
      duties.filter((duty) => duty.state === state),
      finalized,
    ),
  )
  const rest = section('of an earlier run, not taken up again', left, finalized)
  const lines = [...sections, ...rest]
  return [`block ${finalized}`, ...(lines.length === 0 ? ['no duties'] : lines), ''].map(printable).join('\n')
}

function section(title: string, duties: readonly DutyRow[], finalized: number): string[] {
  if (duties.length === 0) return []
  const hidden = Math.max(0, duties.length - SHOWN)
  return [
    '',
    `${title} (${duties.length})`,
    ...duties.slice(0, SHOWN).map((duty) => `  ${line(duty, finalized)}`),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ]
}

function line({ kind, key, state, deadline, detail, since }: DutyRow, finalized: number): string {
  const isOpen = state === 'due' || state === 'running'
  const left = isOpen && deadline !== null ? `${deadline - finalized} blocks left` : `since block ${since}`
  return `${kind.padEnd(13)} ${key.padEnd(24)} ${left}${detail === null ? '' : `  ${detail}`}`
}
