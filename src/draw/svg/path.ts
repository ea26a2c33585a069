import type { Point } from '../layout.ts'
import { rounded } from './element.ts'

const RADIUS = 9

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`

/** The point `distance` from `from` towards `to`, at most half way. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

/** A line through the points with rounded corners. */
export function roundedPath(points: readonly Point[]): string {
  const parts = points.map((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (before === undefined) return `M${at(point)}`
    if (after === undefined) return `L${at(point)}`
    return `L${at(towards(point, before, RADIUS))}Q${at(point)} ${at(towards(point, after, RADIUS))}`
  })
  return parts.join('')
}
