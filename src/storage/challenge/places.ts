import type { TaskContext } from '../../kernel/index.ts'
import type { Board, Entry } from './board.ts'
import { contentOf } from './open-challenge.ts'
import { readLayout, readSpot } from './read.ts'
import type { Standing } from './submit.ts'

/** Places of the challenges of one deadline by what is challenged, the lowest first. */
type Places = ReadonlyMap<string, readonly number[]>

/** Lists of deadlines as of the last blocks that somebody asked for: many duties of one list read it once a block. */
export interface PlaceCache {
  get(deadline: number, at: string, read: () => Promise<Places>): Promise<Places>
  clear(): void
}

/** Lists that are kept. */
const MOST = 64

export function createPlaceCache(): PlaceCache {
  const known = new Map<string, Promise<Places>>()
  return {
    get(deadline, at, read) {
      const name = `${deadline}@${at}`
      const found = known.get(name)
      if (found !== undefined) return found
      const places = read()
      known.set(name, places)
      if (known.size > MOST) known.delete(known.keys().next().value!)
      // What could not be read is read anew by the next one.
      places.catch(() => known.delete(name))
      return places
    },
    clear: () => known.clear(),
  }
}

/** The runtime keeps challenges otherwise by now: all of them have to be read anew. */
export class LayoutChanged extends Error {
  readonly code = 'layout-changed'

  constructor() {
    super('the runtime keeps challenges otherwise than when they were read; they are read anew')
    this.name = 'LayoutChanged'
  }
}

/**
 * Where a challenge stands as of a block; null when it is not there any more. Of equal ones in a list each has its turn.
 *
 * @throws ReadFailed, LayoutChanged
 */
export async function standingOf(
  ctx: Pick<TaskContext, 'ask'>,
  { board, places }: { readonly board: Board; readonly places: PlaceCache },
  entry: Entry,
  at: string,
): Promise<Standing | null> {
  const { deadline, index, content } = entry
  const { provider } = entry.challenge
  const layout = await readLayout(ctx, at)
  if (layout !== board.layout) {
    board.mark(deadline, index)
    throw new LayoutChanged()
  }
  const read = (indices: readonly number[]) => readSpot(ctx, layout, { deadline, indices }, provider, at)
  if (layout === 'map') return (await read([index])).length === 0 ? null : { deadline, index, twins: 1 }
  const all = await places.get(deadline, at, async () => placesIn(await read([])))
  const equal = all.get(content) ?? []
  const place = equal[board.equalsOf(entry).indexOf(entry)]
  return place === undefined ? null : { deadline, index: place, twins: equal.length }
}

function placesIn(found: Awaited<ReturnType<typeof readSpot>>): Places {
  const places = new Map<string, number[]>()
  for (const { index, challenge } of found) {
    const content = contentOf(challenge)
    const known = places.get(content)
    if (known === undefined) places.set(content, [index])
    else known.push(index)
  }
  return places
}
