import { element } from '../svg/element.ts'
import { textWidth } from '../text-metrics.ts'
import { cross, line, page, span, text } from './page.ts'
import type { Stretch, Timing, TimingRow } from './timing.ts'

const MARGIN = 16
const TOP = 40
const ROW = 30
const PLOT = 960
const LEAST_BAR = 2

/** When each actor was at work, as a self-contained picture: time goes right. */
export function timingSvg({ rows, length }: Timing): string {
  const left = Math.max(60, ...rows.map(({ actor }) => textWidth(actor, 12, 'bold'))) + MARGIN + 12
  const right = Math.max(60, ...rows.map((row) => textWidth(summaryOf(row), 10))) + 14 + MARGIN
  const bottom = TOP + Math.max(rows.length, 1) * ROW
  const xOf = (time: number) => left + (length === 0 ? 0 : (time / length) * PLOT)
  const size = { width: left + PLOT + right, height: bottom + MARGIN }
  return page(`${rows.length} actors over ${span(length)}`, size, [
    ...rows.flatMap((_, index) =>
      index % 2 === 0
        ? [element('rect', { x: left, y: TOP + index * ROW, width: PLOT, height: ROW, class: 'band' })]
        : [],
    ),
    ...ticksOf(length).flatMap((time) => [
      line(xOf(time), TOP - 6, xOf(time), bottom, 'grid'),
      text(xOf(time), TOP - 12, 'soft', span(time), 'middle'),
    ]),
    ...rows.map((row, index) => drawRow(row, { y: TOP + index * ROW + ROW / 2, left, xOf })),
  ])
}

interface Place {
  readonly y: number
  readonly left: number
  xOf(time: number): number
}

function drawRow(row: TimingRow, { y, left, xOf }: Place): string {
  const bar = ({ from, to }: Stretch, style: string, height: number) =>
    element('rect', {
      x: xOf(from),
      y: y - height / 2,
      width: Math.max(LEAST_BAR, xOf(to) - xOf(from)),
      height,
      class: style,
    })
  return [
    text(left - 12, y + 4, 'name', row.actor, 'end'),
    ...row.waiting.map((stretch) => bar(stretch, 'wait', 6)),
    ...row.busy.map((stretch) => bar(stretch, 'busy', 14)),
    ...distinct(row.starts, xOf).map((x) => line(x, y - 11, x, y + 11, 'start')),
    ...distinct([...row.crashes, ...row.lost], xOf).map((x) => cross(x, y)),
    text(left + PLOT + 14, y + 3.5, row.crashes.length + row.lost.length > 0 ? 'bad' : 'soft', summaryOf(row)),
  ].join('')
}

function summaryOf({ handled, crashes, lost }: TimingRow): string {
  const counted = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`])
  return [`${handled} handled`, ...counted(crashes.length, 'crashed'), ...counted(lost.length, 'lost')].join(', ')
}

/** Places of marks, those that would cover each other once. */
const distinct = (times: readonly number[], xOf: (time: number) => number): number[] => [
  ...new Set(times.map((time) => Math.round(xOf(time)))),
]

/** Round times, six or so. */
function ticksOf(length: number): number[] {
  if (length === 0) return [0]
  const rough = length / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step)
}
