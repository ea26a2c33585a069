import { element, rounded } from '../svg/element.ts'
import { textWidth } from '../text-metrics.ts'
import { cross, line, page, span, text } from './page.ts'
import type { Sequence, SequenceMessage, SequenceRow } from './sequence.ts'

const GUTTER = 70
const MARGIN = 16
const TOP = 62
const ROW = 34
const LEAST = 110
const HEAD = { height: 26, y: 18 }
/** A loop from an actor to itself, with its label beside it. */
const LOOP = 26

/** A sequence as a self-contained picture: time goes down, an arrow stands where its letter met its fate. */
export function sequenceSvg(sequence: Sequence): string {
  const { actors, rows, omitted } = sequence
  const places = placesOf(sequence)
  const began = rows[0]?.at ?? 0
  const height = TOP + rows.length * ROW + MARGIN + (omitted > 0 ? ROW : 0)
  const width = (places.at(-1) ?? GUTTER) + rightOf(sequence) + MARGIN
  const bottom = height - MARGIN
  const xOf = (actor: string) => places[actors.indexOf(actor)]!
  const firstRow = TOP + (omitted > 0 ? ROW : 0)
  return page(`${rows.length} steps of ${actors.length} actors`, { width, height }, [
    ...actors.map((actor) => line(xOf(actor), HEAD.y + HEAD.height, xOf(actor), bottom, 'life')),
    ...actors.map((actor) => nameBox(actor, xOf(actor))),
    ...(omitted > 0 ? [text(GUTTER, TOP + 4, 'soft', `${omitted} earlier rows are left out`)] : []),
    ...rows.flatMap((row, index) => {
      const y = firstRow + index * ROW + ROW / 2
      return [
        ...(row.at === rows[index - 1]?.at ? [] : [text(GUTTER - 14, y + 3, 'soft', span(row.at - began), 'end')]),
        drawRow(row, y, xOf),
      ]
    }),
  ])
}

/** Far enough apart for the names, and for the labels of what goes between two neighbours. */
function placesOf({ actors, rows }: Sequence): number[] {
  const gaps = actors.map((actor, index) => {
    const next = actors[index + 1]
    if (next === undefined) return 0
    const names = (textWidth(actor, 12, 'bold') + textWidth(next, 12, 'bold')) / 2 + 44
    const labels = rows.map((row) => {
      if (row.kind === 'note') return row.actor === actor ? textWidth(row.text, 10) + 40 : 0
      if (row.from === actor && row.to === actor) return labelWidth(row) + LOOP + 24
      const ends = [row.from, row.to]
      return ends.includes(actor) && ends.includes(next) ? labelWidth(row) + 36 : 0
    })
    return Math.max(LEAST, names, ...labels)
  })
  let x = GUTTER + textWidth(actors[0] ?? '', 12, 'bold') / 2 + 12
  return gaps.map((gap) => {
    const place = x
    x += gap
    return place
  })
}

/** Room that the last actor needs to its right. */
function rightOf({ actors, rows }: Sequence): number {
  const last = actors.at(-1)
  const needs = rows.map((row) => {
    if (row.kind === 'note') return row.actor === last ? textWidth(row.text, 10) + 24 : 0
    return row.from === last && row.to === last ? labelWidth(row) + LOOP + 12 : 0
  })
  return Math.max(textWidth(last ?? '', 12, 'bold') / 2 + 14, ...needs)
}

const labelOf = ({ type, fate }: SequenceMessage): string => (fate === 'handled' ? type : `${type}: ${fate}`)
const detailOf = ({ id, trace }: SequenceMessage): string => (id === trace ? `#${id}` : `#${id} from #${trace}`)
const labelWidth = (message: SequenceMessage): number =>
  Math.max(textWidth(labelOf(message), 11), textWidth(detailOf(message), 10))

function nameBox(actor: string, x: number): string {
  const width = textWidth(actor, 12, 'bold') + 20
  const box = { x: x - width / 2, y: HEAD.y, width, height: HEAD.height, rx: 6, class: 'box' }
  return element('rect', box) + text(x, HEAD.y + 17, 'name', actor, 'middle')
}

function drawRow(row: SequenceRow, y: number, xOf: (actor: string) => number): string {
  if (row.kind === 'message') return row.from === row.to ? drawLoop(row, y, xOf(row.to)) : drawArrow(row, y, xOf)
  const x = xOf(row.actor)
  const mark = row.bad ? cross(x, y) : element('circle', { cx: x, cy: y, r: 3.5, class: 'busy' })
  return mark + text(x + 10, y + 3.5, row.bad ? 'bad' : 'soft', row.text)
}

function drawArrow(message: SequenceMessage, y: number, xOf: (actor: string) => number): string {
  const [from, to] = [xOf(message.from), xOf(message.to)]
  const way = to > from ? 1 : -1
  const handled = message.fate === 'handled'
  const tip = to - way * 5
  const middle = (from + to) / 2
  return [
    line(from, y, handled ? tip - way * 6 : tip, y, handled ? 'edge' : 'lost'),
    handled ? arrowHead(tip, y, way) + activation(to, y) : cross(tip - way * 4, y),
    text(middle, y - 4, handled ? 'label' : 'bad', labelOf(message), 'middle'),
    text(middle, y + 11, 'soft', detailOf(message), 'middle'),
  ].join('')
}

function drawLoop(message: SequenceMessage, y: number, x: number): string {
  const handled = message.fate === 'handled'
  const [top, end] = [y - 8, y + 6]
  const loop = `M${rounded(x + 4)} ${rounded(top)}h${LOOP - 8}v${end - top}h${-(LOOP - 18)}`
  return [
    element('path', { d: loop, class: handled ? 'edge' : 'lost' }),
    handled ? arrowHead(x + 5, end, -1) + activation(x, y) : cross(x + 10, end),
    text(x + LOOP + 4, y - 2, handled ? 'label' : 'bad', labelOf(message)),
    text(x + LOOP + 4, y + 10, 'soft', detailOf(message)),
  ].join('')
}

const activation = (x: number, y: number): string =>
  element('rect', { x: x - 4, y: y - 9, width: 8, height: 18, rx: 2, class: 'busy' })

const arrowHead = (x: number, y: number, way: number): string =>
  element('path', { d: `M${rounded(x)} ${rounded(y)}l${-7 * way} -4v8z`, class: 'head' })
