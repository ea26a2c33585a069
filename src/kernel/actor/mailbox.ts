import { Fifo } from '../bus/fifo.ts'
import type { Letter } from '../message/letter.ts'
import { NORMAL_RANK, PASSES } from '../message/priority.ts'
import type { MailboxSpec } from '../unit/unit.ts'

export const DEFAULT_BOUND = 1_000

/** What offering a letter did. `displaced` is the older letter that gave way. */
export type Admission =
  | { readonly taken: true; readonly displaced: undefined }
  | { readonly taken: true; readonly displaced: Letter; readonly how: 'coalesced' | 'dropped' }
  | { readonly taken: false; readonly critical: boolean }

const TAKEN: Admission = { taken: true, displaced: undefined }
const REFUSED: Admission = { taken: false, critical: false }
const REFUSED_CRITICAL: Admission = { taken: false, critical: true }

/** The bounded queue of one actor: by priority, and by age within one. */
export class Mailbox {
  private spec: MailboxSpec
  private normal = new Fifo<Letter>()
  /** By rank, the normal one among them; made when the first letter of another priority comes. */
  private lanes: readonly Fifo<Letter>[] | undefined
  private passedOver = 0

  constructor(spec: MailboxSpec) {
    this.spec = spec
  }

  get size(): number {
    if (this.lanes === undefined) return this.normal.size
    let size = 0
    for (const lane of this.lanes) size += lane.size
    return size
  }

  /** The letter that `take` would give. */
  get next(): Letter | undefined {
    return this.lane().first
  }

  offer(letter: Letter): Admission {
    const policy = this.spec.policy?.[letter.event.type]
    const lane = this.laneOf(letter)
    if (policy === 'coalesce-latest') return this.displace(lane, letter, 'coalesced')
    if (this.size < this.bound) {
      lane.push(letter)
      return TAKEN
    }
    if (policy === 'drop-oldest') return this.displace(lane, letter, 'dropped')
    return policy === 'stop-critical' ? REFUSED_CRITICAL : REFUSED
  }

  take(): Letter | undefined {
    const lane = this.lane()
    if (this.lanes !== undefined) this.passedOver = lane === this.oldest() ? 0 : this.passedOver + 1
    return lane.shift()
  }

  /** Takes out all letters of a type, oldest first, whatever their turn. */
  extract(type: string): Letter[] {
    const found: Letter[] = []
    for (const lane of this.lanes ?? [this.normal])
      for (let letter = oldestOf(lane, type); letter !== undefined; letter = oldestOf(lane, type)) found.push(letter)
    return found
  }

  /** Those of these types that wait, oldest first. */
  waiting(types: ReadonlySet<string>): Letter[] {
    return this.letters().filter((letter) => types.has(letter.event.type))
  }

  /** Empties it, oldest first. */
  clear(): Letter[] {
    const rest = this.letters()
    this.normal = new Fifo()
    this.lanes = undefined
    return rest
  }

  /** Changes bound and policies; what already waits stays. */
  reshape(spec: MailboxSpec): void {
    this.spec = spec
  }

  /** Oldest first. */
  private letters(): Letter[] {
    return (this.lanes ?? [this.normal]).flatMap((lane) => [...lane]).sort((a, b) => a.id - b.id)
  }

  private get bound(): number {
    return this.spec.bound ?? DEFAULT_BOUND
  }

  private lane(): Fifo<Letter> {
    if (this.lanes === undefined) return this.normal
    if (this.passedOver >= PASSES) return this.oldest()
    return this.lanes.find((lane) => lane.size > 0) ?? this.normal
  }

  /** The lane whose first letter has waited longest. */
  private oldest(): Fifo<Letter> {
    const age = (lane: Fifo<Letter>) => lane.first?.id ?? Number.POSITIVE_INFINITY
    return (this.lanes ?? [this.normal]).reduce((oldest, lane) => (age(lane) < age(oldest) ? lane : oldest))
  }

  private laneOf(letter: Letter): Fifo<Letter> {
    if (letter.rank !== NORMAL_RANK) this.lanes ??= [new Fifo<Letter>(), this.normal, new Fifo<Letter>()]
    return this.lanes?.[letter.rank] ?? this.normal
  }

  private displace(lane: Fifo<Letter>, letter: Letter, how: 'coalesced' | 'dropped'): Admission {
    const displaced = oldestOf(lane, letter.event.type)
    if (displaced === undefined && this.size >= this.bound) return REFUSED
    lane.push(letter)
    return displaced === undefined ? TAKEN : { taken: true, displaced, how }
  }
}

/** Takes it out. */
const oldestOf = (lane: Fifo<Letter>, type: string): Letter | undefined =>
  lane.remove((letter) => letter.event.type === type)
