import type { Sequence, SequenceRow } from './sequence.ts'

/** Mermaid ends a text at a semicolon or a line break, and takes `#` for an entity. */
const safe = (text: string): string => text.replace(/[;#\n\r]/g, ' ')

/** A sequence as a mermaid diagram, for pages that draw those themselves. */
export function sequenceMermaid({ actors, rows, omitted }: Sequence): string {
  const idOf = (actor: string) => `p${actors.indexOf(actor)}`
  const line = (row: SequenceRow): string => {
    if (row.kind === 'note') return `  Note over ${idOf(row.actor)}: ${safe(row.text)}`
    const { from, to, type, fate } = row
    const [arrow, label] = fate === 'handled' ? ['->>', type] : ['--x', `${type} (${fate})`]
    return `  ${idOf(from)}${arrow}${idOf(to)}: ${safe(label)}`
  }
  const left = omitted === 0 || actors.length === 0 ? [] : [`  Note over p0: ${omitted} earlier rows are left out`]
  return [
    'sequenceDiagram',
    ...actors.map((actor) => `  participant ${idOf(actor)} as ${safe(actor)}`),
    ...left,
    ...rows.map(line),
    '',
  ].join('\n')
}
