import { factLetter, post, withheld } from '../bus/post.ts'
import { TokenBucket } from '../bus/rate-budget.ts'
import { KernelError } from '../errors.ts'
import type { Fact } from '../message/fact.ts'
import { PermissionRefused, RateExceeded } from '../message/kernel-facts.ts'
import type { Emission, Letter } from '../message/letter.ts'
import type { Cell } from './cell.ts'
import type { Kernel } from './kernel.ts'

export type Grant = 'emits' | 'asks' | 'owns'

/** Whether the unit may; when it may not, that is told as a fact. */
export function isGranted(kernel: Kernel, cell: Cell, grant: Grant, type: string): boolean {
  if (cell.variant.grants[grant].has(type)) return true
  kernel.announce(PermissionRefused, { actor: cell.unitCell.name, type, grant })
  return false
}

/** @throws KernelError `not-granted`; it is also a fact. */
export function requireGrant(kernel: Kernel, cell: Cell, grant: Grant, type: string): void {
  if (isGranted(kernel, cell, grant, type)) return
  const actor = cell.unitCell.name
  throw new KernelError(
    { code: 'not-granted', actor, type, grant },
    `${actor} was not granted ${type}; add it to "${grant}" of the unit`,
  )
}

/** All that one unit and its duties emit: within its grant, and within its rate. */
export class Emitter {
  private readonly kernel: Kernel
  private readonly cell: Cell
  private bucket: TokenBucket | undefined
  private parked: Letter[] = []
  private timer: { readonly due: number } | undefined
  private over = false

  constructor(kernel: Kernel, cell: Cell) {
    this.kernel = kernel
    this.cell = cell
    this.bucket = bucketOf(cell)
  }

  /** Takes over the rate of the variant that now runs; what is parked goes out by that. */
  reshape(): void {
    this.bucket = bucketOf(this.cell)
    this.release()
  }

  /** `alive` says whether who emits still runs: what outlived its actor refuses visibly. */
  emit(fact: Fact, payload: unknown, cause: Letter | undefined, alive: boolean): Emission {
    const { kernel, cell } = this
    const letter = factLetter(kernel, cell.name, fact, payload, cause)
    if (!alive) {
      kernel.bury(letter, cell.label, 'retired')
      kernel.log.warn({ actor: cell.name, type: fact.type }, 'emitted by what no longer runs')
      return withheld(letter, 'retired')
    }
    if (!cell.variant.grants.emits.has(fact.type)) kernel.bury(letter, cell.label, 'not-granted')
    requireGrant(kernel, cell, 'emits', fact.type)
    const { bucket } = this
    if (bucket === undefined || (this.parked.length === 0 && bucket.take(letter.at))) {
      this.over = false
      return post(kernel, letter)
    }
    return this.limit(letter, bucket)
  }

  stop(): void {
    this.forgetTimer()
    for (const letter of this.parked) this.kernel.bury(letter, this.cell.label, 'undeliverable')
    this.parked = []
  }

  private limit(letter: Letter, bucket: TokenBucket): Emission {
    const { kernel, cell } = this
    const became = bucket.over === 'park' && this.parked.length < bucket.parked ? 'parked' : 'refused'
    kernel.tracers.tell('limited', cell.label, letter, became)
    if (!this.over) kernel.announce(RateExceeded, { actor: cell.name, type: letter.event.type, became })
    this.over = true
    if (became === 'refused') {
      kernel.bury(letter, cell.label, 'rate')
      return withheld(letter, 'rate')
    }
    this.parked.push(letter)
    this.await(bucket)
    return withheld(letter, 'parked')
  }

  private await(bucket: TokenBucket): void {
    const { clock, scheduler } = this.kernel
    this.timer ??= clock.setTimeout(() => scheduler.control(() => this.release()), bucket.wait)
  }

  private release(): void {
    this.forgetTimer()
    const { bucket, kernel } = this
    const now = kernel.clock.now()
    let released = 0
    while (released < this.parked.length && (bucket === undefined || bucket.take(now))) {
      post(kernel, this.parked[released]!)
      released += 1
    }
    this.parked = this.parked.slice(released)
    if (bucket !== undefined && this.parked.length > 0) this.await(bucket)
  }

  private forgetTimer(): void {
    if (this.timer !== undefined) this.kernel.clock.clearTimeout(this.timer)
    this.timer = undefined
  }
}

function bucketOf({ variant }: Cell): TokenBucket | undefined {
  const { rate } = variant.unit
  return rate === 'unlimited' ? undefined : new TokenBucket(rate)
}
