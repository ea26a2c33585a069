import { type DrawnMachine, type DrawnState, textOf } from './model.ts'

/** Mermaid's ids take letters and digits only. */
const idOf = (id: string): string => id.replace(/[^A-Za-z0-9]/g, '_')

/** Mermaid ends a label at a colon or a semicolon. */
const safe = (text: string): string => text.replace(/[:;]/g, ',')

/** A machine as a mermaid state diagram, for pages that draw those themselves. */
export function mermaidOf({ id, root, transitions }: DrawnMachine): string {
  const rows = [`---`, `title: ${id}`, `---`, 'stateDiagram-v2']

  function write(state: DrawnState, indent: string): void {
    rows.push(`${indent}state "${safe(state.key)}" as ${idOf(state.id)}`)
    const inside = `${indent}  `
    if (state.children.length > 0) {
      rows.push(`${indent}state ${idOf(state.id)} {`)
      if (state.initial !== undefined) rows.push(`${inside}[*] --> ${idOf(state.initial)}`)
      for (const [index, child] of state.children.entries()) {
        if (state.type === 'parallel' && index > 0) rows.push(`${inside}--`)
        write(child, inside)
      }
      rows.push(`${indent}}`)
    }
    if (state.type === 'final') rows.push(`${indent}${idOf(state.id)} --> [*]`)
    const notes = [state.description, ...state.invokes.map((name) => `does ${name}`), ...state.inner].filter(
      (note) => note !== '',
    )
    if (notes.length > 0 && state.children.length === 0)
      rows.push(
        `${indent}note right of ${idOf(state.id)}`,
        ...notes.map((note) => `${inside}${safe(note)}`),
        `${indent}end note`,
      )
  }

  if (root.initial !== undefined) rows.push(`  [*] --> ${idOf(root.initial)}`)
  for (const child of root.children) write(child, '  ')
  for (const transition of transitions)
    rows.push(`  ${idOf(transition.source)} --> ${idOf(transition.target)} : ${safe(textOf(transition))}`)
  return `${rows.join('\n')}\n`
}
