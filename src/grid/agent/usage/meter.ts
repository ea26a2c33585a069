import { z } from 'zod'
import { decode, encode, type SnapshotStore } from '../../../kernel/index.ts'
import { resourcesSchema } from '../../capacity/schemas.ts'
import { UNUSED, type Used } from '../../evidence/used.ts'
import type { Taken } from '../deployments/capacity.ts'
import { addUsed, usedIn } from './used.ts'

const whole = z.number().int().min(0)

/** From one second up to another the same was taken. */
const stretch = z.object({ from: whole, to: whole, taken: z.object({ resources: resourcesSchema, publicIps: whole }) })
type Stretch = z.infer<typeof stretch>

/** `hash`: of the deployment as it was last. */
const record = z.object({ contractId: whole, twinId: whole, hash: z.string(), stretches: z.array(stretch) })
type MeterRecord = z.infer<typeof record>

/** A deployment that ran for at least a second of some time, and what it used in it. */
export interface Ran extends Pick<MeterRecord, 'contractId' | 'twinId' | 'hash'> {
  readonly used: Used
}

/** Knows when what was taken by which deployment, in whole seconds, and only while this node ran: of any time what was used in it. */
export interface Meter {
  /** It runs from now on: before that the node was down, or the deployment not there, or another. */
  begin(deployment: Pick<MeterRecord, 'contractId' | 'twinId' | 'hash'>, now: number): void
  /** It has taken this since the last count. */
  count(contractId: number, taken: Taken, now: number): void
  end(contractId: number): void
  /** All that ran between two seconds since 1970, also what has ended. */
  ranIn(from: number, to: number): Ran[]
  /** Forgets what was before a second. */
  forget(before: number): void
}

const PREFIX = 'usage'

/** Only whole seconds are used: what is left of one belongs to the next count. */
const secondOf = (milliseconds: number): number => Math.floor(milliseconds / 1_000)

const isSame = (a: Taken, b: Taken): boolean => JSON.stringify(a) === JSON.stringify(b)

export function createMeter(store: SnapshotStore): Meter {
  const since = new Map<number, number>()
  const nameOf = (contractId: number) => `${PREFIX}/${contractId}`
  const write = (value: MeterRecord) => store.put([[nameOf(value.contractId), encode(value)]])

  function read(name: string): MeterRecord | undefined {
    const text = store.get(name)
    return text === undefined ? undefined : record.parse(decode(text))
  }

  const all = (): MeterRecord[] => store.names(`${PREFIX}/`).flatMap((name) => read(name) ?? [])

  return {
    begin(deployment, now) {
      since.set(deployment.contractId, secondOf(now))
      write({ ...deployment, stretches: read(nameOf(deployment.contractId))?.stretches ?? [] })
    },
    count(contractId, taken, now) {
      const from = since.get(contractId)
      const known = read(nameOf(contractId))
      const to = secondOf(now)
      if (known === undefined || from === undefined || from >= to) return
      write({ ...known, stretches: lengthened(known.stretches, { from, to, taken }) })
      since.set(contractId, to)
    },
    end: (contractId) => void since.delete(contractId),
    ranIn: (from, to) =>
      all().flatMap(({ stretches, ...deployment }) => {
        const parts = stretches.map((each) => ({
          taken: each.taken,
          seconds: Math.min(to, each.to) - Math.max(from, each.from),
        }))
        const overlapping = parts.filter(({ seconds }) => seconds > 0)
        if (overlapping.length === 0) return []
        const used = overlapping.reduce((sum, { taken, seconds }) => addUsed(sum, usedIn(taken, seconds)), UNUSED)
        return [{ ...deployment, used }]
      }),
    forget(before) {
      for (const known of all()) {
        const stretches = known.stretches.filter(({ to }) => to > before)
        if (stretches.length === known.stretches.length) continue
        if (stretches.length > 0 || since.has(known.contractId)) write({ ...known, stretches })
        else store.delete(nameOf(known.contractId))
      }
    },
  }
}

/** What goes on as it was is one stretch. */
function lengthened(stretches: readonly Stretch[], next: Stretch): Stretch[] {
  const last = stretches.at(-1)
  if (last === undefined || last.to !== next.from || !isSame(last.taken, next.taken)) return [...stretches, next]
  return [...stretches.slice(0, -1), { ...last, to: next.to }]
}
