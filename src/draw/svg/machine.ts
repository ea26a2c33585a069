import { LINE_HEIGHTS, PADDING, type TextLine } from '../box.ts'
import type { Layout, PlacedEdge, PlacedState, Point, Rectangle } from '../layout.ts'
import type { DrawnMachine } from '../model.ts'
import { element, escaped, rounded } from './element.ts'
import { roundedPath } from './path.ts'
import { STYLE } from './style.ts'

function lines(text: readonly TextLine[], { x, y }: Point): string {
  let baseline = y
  return text
    .map(({ text: content, style }) => {
      const height = LINE_HEIGHTS[style]
      baseline += height
      return element('text', { x, y: baseline - height * 0.28, class: style }, escaped(content))
    })
    .join('\n')
}

const inset = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
})

const rectangle = ({ x, y, width, height }: Rectangle, radius: number, name: string): string =>
  element('rect', { x, y, width, height, rx: radius, class: name })

function drawState({ state, box, head, depth, region }: PlacedState): string {
  const kind = state.children.length === 0 ? 'box' : `group${depth % 2 === 1 ? ' odd' : ''}`
  const classes = [kind, region ? 'region' : '', state.type === 'final' ? 'final' : '']
    .filter((name) => name !== '')
    .join(' ')
  return [
    rectangle(box, 8, classes),
    ...(state.type === 'final' ? [rectangle(inset(box, 3), 6, 'inner-line')] : []),
    lines(head, { x: box.x + PADDING, y: box.y + PADDING - 2 }),
  ].join('\n')
}

const drawEdge = ({ points }: PlacedEdge): string =>
  element('path', { d: roundedPath(points), class: 'edge', 'marker-end': 'url(#head)' })

function drawLabel({ label }: PlacedEdge): string {
  if (label === undefined) return ''
  const { box } = label
  return [
    rectangle(box, 7, 'page'),
    rectangle(box, 7, 'pill'),
    lines(label.lines, { x: box.x + 5, y: box.y + 4 }),
  ].join('\n')
}

const HEAD = element(
  'marker',
  { id: 'head', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' },
  element('path', { d: 'M0 0.8L10 5L0 9.2z', class: 'head' }),
)

/** A machine as a self-contained picture. */
export function renderMachine({ id, root }: DrawnMachine, layout: Layout): string {
  const { width, height, states, starts, edges } = layout
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${rounded(width)}" height="${rounded(height)}" viewBox="0 0 ${rounded(width)} ${rounded(height)}" role="img">`,
    element('title', {}, escaped(`${id}: ${root.description}`)),
    element('style', {}, STYLE),
    element('defs', {}, HEAD),
    rectangle({ x: 0, y: 0, width, height }, 0, 'page'),
    ...states.map(drawState),
    ...starts.map(({ x, y }) => element('circle', { cx: x, cy: y, r: 5, class: 'start' })),
    ...edges.map(drawEdge),
    ...edges.map(drawLabel).filter((text) => text !== ''),
    '</svg>',
  ].join('\n')}\n`
}
