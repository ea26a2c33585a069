import { element, escaped, rounded } from '../svg/element.ts'
import { TRACE_STYLE } from './style.ts'

/** A picture of a trace, complete in itself. */
export function page(
  title: string,
  { width, height }: { width: number; height: number },
  parts: readonly string[],
): string {
  const [w, h] = [rounded(width), rounded(height)]
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">`,
    element('title', {}, escaped(title)),
    element('style', {}, TRACE_STYLE),
    element('rect', { width, height, class: 'page' }),
    ...parts,
    '</svg>',
  ].join('\n')}\n`
}

export const text = (x: number, y: number, style: string, content: string, anchor = 'start'): string =>
  element('text', { x, y, class: style, 'text-anchor': anchor }, escaped(content))

export const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  element('path', { d: `M${rounded(x1)} ${rounded(y1)}L${rounded(x2)} ${rounded(y2)}`, class: style })

/** The mark of what came to a bad end. */
export const cross = (x: number, y: number): string =>
  element('path', {
    d: `M${rounded(x - 4)} ${rounded(y - 4)}l8 8M${rounded(x - 4)} ${rounded(y + 4)}l8 -8`,
    class: 'lost cross',
  })

const UNITS: ReadonlyArray<readonly [milliseconds: number, name: string]> = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
  [1, 'ms'],
]

/** A time span as one reads it: `0`, `0.4 ms`, `1.5 s`. */
export function span(milliseconds: number): string {
  if (milliseconds === 0) return '0'
  const [size, name] = UNITS.find(([unit]) => milliseconds >= unit) ?? UNITS.at(-1)!
  return `${Number((milliseconds / size).toPrecision(3))} ${name}`
}
