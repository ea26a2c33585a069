import type { Worker } from 'node:worker_threads'
import { type AnyActorLogic, type AnyActorScope, createActor, type EventObject, type Snapshot } from 'xstate'
import type { Cell } from '../actor/cell.ts'
import type { Kernel } from '../actor/kernel.ts'
import { messageOf } from '../errors.ts'
import type { MessageEvent } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import type { Unit } from '../unit/unit.ts'
import type { Runnable } from '../unit/variant.ts'
import { Correspondence } from './correspondence.ts'
import type { FromThread, ThreadStart } from './protocol.ts'
import { DIED, type ThreadEvent, TOLD, threadLogic } from './thread-actor.ts'

const DEFAULT_WINDOW = 64
const IDLE = { status: 'active', output: undefined, error: undefined } as const

/** A snapshot of the actor: `value` is the state of the machine in the thread. */
type Threaded = Snapshot<unknown> & { readonly correspondence: Correspondence; readonly value: unknown }

/**
 * Runs a unit in a worker thread behind its name: letters go over as long as the window has room, the rest waits in the mailbox
 * here under its policies. The end of the thread is a crash of the actor, and restarting it begins another thread.
 */
export class WorkerRunnable implements Runnable {
  readonly logic: AnyActorLogic
  readonly restart: Runnable['restart']
  readonly mailbox: Runnable['mailbox']
  readonly persist = undefined
  readonly remote = true
  /** Letters that the thread has not handled yet. */
  private readonly inFlight = new Map<number, Letter>()
  private readonly window: number
  private readonly kernel: Kernel
  private readonly types: ReadonlySet<string>

  constructor(kernel: Kernel, unit: Unit, start: ThreadStart) {
    this.kernel = kernel
    this.restart = unit.restart
    this.mailbox = unit.mailbox
    this.window = unit.worker?.window ?? DEFAULT_WINDOW
    this.types = new Set([...unit.consumes, ...unit.owns].map(({ type }) => type))
    this.logic = {
      getInitialSnapshot: (scope: AnyActorScope) => this.begin(unit, start, scope),
      transition: (snapshot: Threaded, event: EventObject) => this.step(snapshot, event),
      getPersistedSnapshot: () => IDLE,
    }
  }

  get ready(): boolean {
    return this.inFlight.size < this.window
  }

  get busy(): boolean {
    return this.inFlight.size > 0
  }

  handles(type: string): boolean {
    return this.types.has(type)
  }

  private begin(unit: Unit, start: ThreadStart, scope: AnyActorScope): Snapshot<unknown> {
    const { cell } = this.kernel.current!
    let worker: Worker | undefined
    const began = (begun: Worker): void => {
      worker = begun
    }
    const thread = createActor(threadLogic(start, this.kernel.clock, { began, ended: () => this.ended(cell) }), {
      id: 'thread',
      parent: scope.self,
    })
    const correspondence = new Correspondence(this.kernel, cell, unit, (message) => worker?.postMessage(message))
    scope.defer(() => thread.start())
    return { ...IDLE, value: undefined, children: { thread }, correspondence } as Threaded
  }

  private step(snapshot: Threaded, event: EventObject): Snapshot<unknown> {
    if (event.type === DIED) throw (event as ThreadEvent).error
    if (event.type === TOLD) return this.told(snapshot, (event as ThreadEvent).message!)
    const { cell, letter } = this.kernel.current!
    const { type, payload } = event as MessageEvent
    try {
      snapshot.correspondence.post({
        kind: 'letter',
        id: letter.id,
        event: { type, payload },
        isCommand: letter.ask !== 0,
      })
      snapshot.correspondence.expectAnswer(letter)
      this.inFlight.set(letter.id, letter)
      this.kernel.scheduler.away(this, true)
    } catch (error) {
      this.kernel.log.error({ actor: cell.name, type, error: messageOf(error) }, 'cannot be sent to a thread')
      this.kernel.asks.refuse(letter.ask, 'owner-failed')
      cell.lose(letter, 'crashed')
    }
    return snapshot
  }

  private told(snapshot: Threaded, message: FromThread): Snapshot<unknown> {
    const { scheduler } = this.kernel
    switch (message.kind) {
      case 'handled':
        this.handled(message.id, message.duration)
        return { ...snapshot, value: message.state } as Threaded
      case 'idle':
        if (!this.busy) scheduler.away(this, false)
        return { ...snapshot, value: message.state } as Threaded
      case 'crashed':
        throw Object.assign(new Error(message.error.message), message.error)
      default:
        snapshot.correspondence.take(message, (id) => this.inFlight.get(id))
        return snapshot
    }
  }

  private handled(id: number, duration: number): void {
    const { cell } = this.kernel.current!
    const letter = this.inFlight.get(id)
    this.inFlight.delete(id)
    if (letter !== undefined) this.kernel.tracers.tell('handled', cell.label, letter, duration)
    this.kernel.scheduler.wake(cell)
  }

  /** What the thread had in hand is lost with it. */
  private ended(cell: Cell): void {
    const lost = [...this.inFlight.values()]
    this.inFlight.clear()
    for (const letter of lost) this.kernel.bury(letter, cell.label, 'crashed')
    this.kernel.scheduler.away(this, false)
  }
}
