import type { DrawnState, DrawnTransition } from './model.ts'
import { textWidth, wrap } from './text-metrics.ts'

/** A line of text in a box or on an edge. */
export interface TextLine {
  readonly text: string
  readonly style: 'title' | 'description' | 'row' | 'event' | 'detail'
}

export const SIZES: Readonly<Record<TextLine['style'], number>> = {
  title: 14,
  description: 11,
  row: 11,
  event: 12,
  detail: 10.5,
}
export const LINE_HEIGHTS: Readonly<Record<TextLine['style'], number>> = {
  title: 20,
  description: 15,
  row: 16,
  event: 16,
  detail: 14,
}
const BOLD: ReadonlySet<TextLine['style']> = new Set(['title', 'event'])
export const PADDING = 12
/** Space between the head of a box and the states in it. */
export const HEAD_GAP = 14
const DESCRIPTION_WIDTH = 250

/** What stands in a state's box above the states inside it. */
export function headOf(state: DrawnState): TextLine[] {
  const rows = [
    ...state.tags.map((tag) => `# ${tag}`),
    ...state.invokes.map((name) => `does ${name}`),
    ...state.entry.map((name) => `entry / ${name}`),
    ...state.exit.map((name) => `exit / ${name}`),
    ...state.inner,
  ]
  return [
    { text: state.key, style: 'title' },
    ...wrap(state.description, SIZES.description, DESCRIPTION_WIDTH).map(
      (text): TextLine => ({ text, style: 'description' }),
    ),
    ...rows.map((text): TextLine => ({ text, style: 'row' })),
  ]
}

/** What stands on a transition: the event with its guard, and below it what is done. */
export function labelOf({ event, guard, actions }: DrawnTransition): TextLine[] {
  return [
    { text: guard === undefined ? event : `${event}  [${guard}]`, style: 'event' },
    ...actions.map((action): TextLine => ({ text: `/ ${action}`, style: 'detail' })),
  ]
}

export interface Size {
  readonly width: number
  readonly height: number
}

export function sizeOf(lines: readonly TextLine[], padding: number): Size {
  const width = Math.max(
    ...lines.map(({ text, style }) => textWidth(text, SIZES[style], BOLD.has(style) ? 'bold' : 'normal')),
  )
  const height = lines.reduce((sum, { style }) => sum + LINE_HEIGHTS[style], 0)
  return { width: Math.ceil(width + 2 * padding), height: Math.ceil(height + 2 * padding) }
}
