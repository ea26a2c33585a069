import type { Cell } from '../actor/cell.ts'
import type { CellOwner } from '../actor/cell-place.ts'
import type { Kernel } from '../actor/kernel.ts'
import { errorClassOf, messageOf } from '../errors.ts'
import { ActorCrashed, ActorFailed, ActorRestarted, SupervisorFailed } from '../message/kernel-facts.ts'
import { affected, type Member } from './members.ts'
import { createRestartBudget, createRestartWindow, DEFAULT_RESTART, type RestartBudget } from './restart-budget.ts'
import type { SupervisorSpec } from './spec.ts'

/** Told when the supervisor at the top has lost its point: a significant actor ended. That it failed is a fact. */
export interface Apex {
  finished(actor: string): void
}

/** Keeps a group of actors, and of groups, alive by its strategy. */
export class Supervisor implements CellOwner {
  readonly spec: SupervisorSpec
  members: readonly Member[] = []
  /** Its actors were ended, for good or until the supervisor above restarts them. */
  down = false
  private readonly kernel: Kernel
  private readonly above: Supervisor | Apex
  private readonly window: RestartBudget
  private readonly budget: RestartBudget
  private timer: { readonly due: number } | undefined

  constructor(kernel: Kernel, spec: SupervisorSpec, above: Supervisor | Apex) {
    this.kernel = kernel
    this.spec = spec
    this.above = above
    this.window = createRestartWindow(spec)
    this.budget = createRestartBudget(spec.restart ?? {}, kernel.random)
  }

  /** All actors below, in the order of their start. */
  cells(): Cell[] {
    return this.members.flatMap((member) => (member instanceof Supervisor ? member.cells() : [member]))
  }

  add(member: Member): void {
    this.members = [...this.members, member]
  }

  remove(member: Member): void {
    this.members = this.members.filter((other) => other !== member)
  }

  mayRestart(): boolean {
    return this.window.spend(this.kernel.clock.now()).restart
  }

  crashed(cell: Cell, error: unknown, restartIn: number): void {
    const { kernel } = this
    kernel.log.warn({ actor: cell.name, error: messageOf(error), restartIn: Math.round(restartIn) }, 'actor crashed')
    kernel.announce(ActorCrashed, { ...failureOf(cell, error), restartIn })
    this.suspendOthers(cell)
  }

  revive(cell: Cell): void {
    for (const member of affected(this.members, cell, this.spec.strategy)) revive(member)
  }

  restarted(cell: Cell): void {
    if (!this.members.includes(cell)) this.add(cell)
    this.kernel.announce(ActorRestarted, { actor: cell.name, incarnation: cell.life.incarnation })
  }

  finished(cell: Cell): void {
    this.endedOf(cell)
  }

  failed(cell: Cell, error: unknown): void {
    const { kernel } = this
    kernel.log.error({ actor: cell.name, error: messageOf(error) }, 'actor failed for good')
    kernel.announce(ActorFailed, failureOf(cell, error))
    if (cell.variant.unit.restart.type === 'temporary') this.endedOf(cell)
    else this.fail(error, cell.name)
  }

  /** Ends its actors and leaves it to the supervisor above. */
  fail(error: unknown, actor: string): void {
    if (this.down) return
    this.down = true
    if (this.above instanceof Supervisor) this.above.memberFailed(this, error, actor)
    else this.kernel.announce(SupervisorFailed, { supervisor: this.spec.name, actor, error: messageOf(error) })
  }

  /** Ends its actors, the last started first; their letters wait. */
  suspend(): void {
    this.down = true
    this.stopTimer()
    for (const member of this.members.toReversed()) suspend(this, member)
  }

  /** Starts its actors again, in order. */
  restart(): void {
    this.down = false
    for (const member of this.members) revive(member)
  }

  /** Ends its actors for good, the last started first. */
  shut(): void {
    this.down = true
    this.stopTimer()
    for (const member of this.members.toReversed()) {
      if (member instanceof Supervisor) member.shut()
      else member.life.shut()
    }
  }

  private memberFailed(member: Supervisor, error: unknown, actor: string): void {
    // It comes back along with this one, or not at all.
    if (this.down) return
    const { clock, scheduler } = this.kernel
    const named = { supervisor: member.spec.name, actor, error: messageOf(error) }
    const type = member.spec.restart?.type ?? DEFAULT_RESTART.type
    const verdict = type === 'temporary' ? undefined : member.budget.spend(clock.now())
    if (verdict?.restart && this.mayRestart()) {
      this.kernel.announce(SupervisorFailed, { ...named, restartIn: verdict.delay })
      member.suspend()
      this.suspendOthers(member)
      member.timer = clock.setTimeout(() => scheduler.control(() => this.reviveWith(member)), verdict.delay)
      return
    }
    this.kernel.announce(SupervisorFailed, named)
    member.shut()
    if (verdict !== undefined) this.fail(error, actor)
  }

  private reviveWith(member: Supervisor): void {
    member.timer = undefined
    for (const each of affected(this.members, member, this.spec.strategy)) revive(each)
  }

  private suspendOthers(member: Member): void {
    for (const other of affected(this.members, member, this.spec.strategy).reverse())
      if (other !== member) suspend(this, other)
  }

  /** An actor has come to its end without an error that concerns others. */
  private endedOf(cell: Cell): void {
    const { autoShutdown = 'never' } = this.spec
    if (autoShutdown === 'never' || !cell.variant.unit.significant || this.down) return
    const alive = this.members.some(
      (member) => !(member instanceof Supervisor) && member.variant.unit.significant && !member.life.over,
    )
    if (autoShutdown === 'all_significant' && alive) return
    if (this.above instanceof Supervisor) {
      this.shut()
      const above = this.above
      if ((this.spec.restart?.type ?? DEFAULT_RESTART.type) === 'permanent')
        above.memberFailed(this, new Error(`${this.spec.name} is permanent but ended with ${cell.name}`), cell.name)
    } else this.above.finished(cell.name)
  }

  private stopTimer(): void {
    if (this.timer !== undefined) this.kernel.clock.clearTimeout(this.timer)
    this.timer = undefined
  }
}

function suspend(from: Supervisor, member: Member): void {
  if (member instanceof Supervisor) member.suspend()
  else if (member.variant.unit.restart.type !== 'temporary') member.life.suspend()
  else {
    // A temporary actor is never restarted, whatever ended it.
    from.remove(member)
    member.life.shut()
  }
}

const revive = (member: Member): void => {
  if (member instanceof Supervisor) member.restart()
  else member.life.restart()
}

const failureOf = (cell: Cell, error: unknown) => ({
  actor: cell.name,
  error: messageOf(error),
  errorClass: errorClassOf(error),
})
