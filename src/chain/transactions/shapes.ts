import { unknownItem } from '../runtime/names.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import { shapeOfCall, shapeOfEvent } from '../runtime/shape.ts'
import type { LaneConfig } from './config.ts'
import { LaneError } from './errors.ts'
import type { Call } from './events.ts'
import type { Journal } from './journal/journal.ts'

type Shapes = Journal['shapes']
type Accepting = Pick<LaneConfig, 'acceptRuntimes'>

const nameOf = ({ pallet, name }: Pick<Call, 'pallet' | 'name'>): string => `call ${pallet}.${name}`

/**
 * Looks whether the runtime encodes these calls as when they were first used; those that are new are noted.
 *
 * @throws LaneError `runtime-changed`, ChainError `unknown-item` for a call that it does not have
 */
export function assertShapes(
  runtime: ChainRuntime,
  calls: readonly Call[],
  shapes: Shapes,
  { acceptRuntimes }: Accepting,
): void {
  const changed = new Set<string>()
  for (const call of calls) {
    const item = nameOf(call)
    const shape = shapeOfCall(runtime.api, call.pallet, call.name)
    if (shape === undefined) throw unknownItem(item, [])
    const known = shapes.get(item)
    if (known === undefined || acceptRuntimes.includes(runtime.specVersion)) {
      if (known !== shape) shapes.set(item, shape)
    } else if (known !== shape) changed.add(item)
  }
  if (changed.size > 0) throw runtimeChanged(runtime.specVersion, [...changed])
}

/** The calls and events noted so far that this runtime encodes otherwise, or has no more. Events that are new are noted. */
export function changedItems(
  runtime: ChainRuntime,
  events: readonly string[],
  shapes: Shapes,
  { acceptRuntimes }: Accepting,
): string[] {
  const isAccepted = acceptRuntimes.includes(runtime.specVersion)
  for (const event of events) {
    const item = `event ${event}`
    const shape = shapeOf(runtime, item)
    if (shape !== undefined && shapes.get(item) === undefined) shapes.set(item, shape)
  }
  const changed = shapes.names().filter((item) => shapes.get(item) !== shapeOf(runtime, item))
  if (!isAccepted) return changed
  for (const item of changed) shapes.set(item, shapeOf(runtime, item) ?? '')
  return []
}

function shapeOf({ api }: ChainRuntime, item: string): string | undefined {
  const [kind, path = ''] = item.split(' ')
  const [pallet = '', name = ''] = path.split('.')
  return kind === 'call' ? shapeOfCall(api, pallet, name) : shapeOfEvent(api, pallet, name)
}

export const runtimeChanged = (specVersion: number, changed: readonly string[]): LaneError =>
  new LaneError(
    { code: 'runtime-changed', specVersion, changed },
    `runtime ${specVersion} has changed ${changed.join(', ')}; look whether this node still does what it should, and add ` +
      `${specVersion} to actors.transactions.config.acceptRuntimes`,
  )
