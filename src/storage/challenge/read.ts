import { z } from 'zod'
import { keysOf, readEntries, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { challenge, u32 } from '../types.ts'
import type { ChallengeLayout, OpenChallenge } from './open-challenge.ts'

type Asking = Pick<TaskContext, 'ask'>

const ITEM = { pallet: 'StorageProvider', item: 'Challenges' } as const
const list = z.array(challenge)
/** Numbers asked for at a time. */
const AT_ONCE = 32

/** As of a block, by metadata. @throws ReadFailed */
export const readLayout = async (ctx: Asking, at: string): Promise<ChallengeLayout> =>
  (await keysOf(ctx, ITEM.pallet, ITEM.item, at)) === 1 ? 'list' : 'map'

/** Every open challenge of a provider as of a block. @throws ReadFailed */
export async function readAll(
  ctx: Asking,
  layout: ChallengeLayout,
  provider: string,
  at: string,
): Promise<OpenChallenge[]> {
  if (layout === 'list') {
    const entries = await readEntries(ctx, z.tuple([u32]), list, { ...ITEM, at })
    return entries.flatMap(({ keys: [deadline], value }) => ours(deadline, value, provider))
  }
  const entries = await readEntries(ctx, z.tuple([u32, u32]), challenge, { ...ITEM, at })
  return entries
    .map(({ keys: [deadline, index], value }) => ({ deadline, index, challenge: value }))
    .filter((each) => each.challenge.provider === provider)
}

/** What is looked at of one deadline: all of it in a list, or certain numbers. */
export interface Spot {
  readonly deadline: number
  readonly indices: readonly number[]
}

/** Open challenges of a provider at a spot, read one by one so that they can be proved. @throws ReadFailed */
export async function readSpot(
  ctx: Asking,
  layout: ChallengeLayout,
  { deadline, indices }: Spot,
  provider: string,
  at: string,
): Promise<OpenChallenge[]> {
  if (layout === 'list') {
    const value = await readState(ctx, list.nullable(), { ...ITEM, keys: [deadline], at })
    return ours(deadline, value ?? [], provider)
  }
  const found: OpenChallenge[] = []
  for (let from = 0; from < indices.length; from += AT_ONCE) {
    const some = indices.slice(from, from + AT_ONCE)
    const values = await Promise.all(
      some.map((index) => readState(ctx, challenge.nullable(), { ...ITEM, keys: [deadline, index], at })),
    )
    for (const [place, value] of values.entries())
      if (value !== null && value.provider === provider) found.push({ deadline, index: some[place]!, challenge: value })
  }
  return found
}

const ours = (deadline: number, challenges: z.output<typeof list>, provider: string): OpenChallenge[] =>
  challenges.flatMap((value, index) => (value.provider === provider ? [{ deadline, index, challenge: value }] : []))
