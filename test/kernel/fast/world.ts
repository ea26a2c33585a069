import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate'
import { Draw } from './draw.ts'
import { randomMachine, TYPES } from './random-machine.ts'
import type { Note } from './random-parts.ts'

/** A random machine at work, and what can be seen of it. */
export class World {
  readonly machine: AnyStateMachine
  private readonly clock = new SimulatedClock()
  private readonly seen: unknown[] = []
  private actor: AnyActorRef
  private readonly inspected: boolean
  private before: unknown

  constructor(seed: number, logicOf: (machine: AnyStateMachine) => AnyStateMachine) {
    const draw = new Draw(seed)
    this.inspected = draw.chance(0.4)
    this.machine = logicOf(randomMachine(draw, this.note))
    this.actor = this.begin(undefined)
  }

  get active(): boolean {
    return this.snapshot.status === 'active'
  }

  send(type: string): void {
    if (type === 'tick') this.clock.increment(10)
    else this.actor.send({ type, error: 'given' })
  }

  /** Goes on in a new actor from what this one would persist. */
  restore(): void {
    this.actor = this.begin(JSON.parse(JSON.stringify(this.actor.getPersistedSnapshot())))
  }

  /** All that the step did, and all that the snapshot tells. */
  look(): unknown {
    const { snapshot } = this
    const same = snapshot === this.before
    this.before = snapshot
    const seen = this.seen.splice(0)
    const { status, output, error, context, tags, children } = snapshot
    const proper = snapshot._nodes !== undefined && {
      nodes: snapshot._nodes.map((node) => node.id),
      keys: Object.keys(snapshot),
      tags: [...tags],
      meta: snapshot.getMeta(),
      can: TYPES.map((type) => outcome(() => snapshot.can({ type }))),
      has: snapshot.hasTag('red'),
      history: Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(([id, nodes]) => [
        id,
        nodes.map((node) => node.id),
      ]),
    }
    return {
      seen,
      same,
      status,
      output,
      error: `${error}`,
      value: JSON.stringify(snapshot.value),
      context: JSON.stringify(context),
      children: Object.entries(children ?? {}).map(([id, child]) => [id, (child as AnyActorRef).getSnapshot().status]),
      persisted: status === 'active' ? JSON.stringify(this.actor.getPersistedSnapshot()) : undefined,
      ...proper,
      // The guards that `can` asked.
      asked: this.seen.splice(0),
    }
  }

  private get snapshot(): AnyMachineSnapshot {
    return this.actor.getSnapshot() as AnyMachineSnapshot
  }

  private readonly note: Note = (what, args, params) => {
    const { context, event, self, system } = args as Record<string, AnyActorRef & { type: string }>
    this.seen.push({
      what,
      params,
      context: JSON.stringify(context),
      event: event?.type,
      keys: Object.keys(args),
      self: self === undefined || self === this.actor,
      system: system === undefined || (system as unknown) === this.actor?.system,
      // What another sees of the actor while it acts.
      shown: what.startsWith('child') ? undefined : JSON.stringify(this.actor && this.snapshot.value),
    })
  }

  private begin(snapshot: unknown): AnyActorRef {
    const inspect = (event: InspectionEvent) => this.seen.push(summaryOf(event))
    const options = { id: 'm', clock: this.clock, logger: () => {}, ...(this.inspected && { inspect }), snapshot }
    const actor = createActor(this.machine, options as never) as AnyActorRef
    this.actor = actor
    actor.subscribe({ error: () => {}, next: () => this.seen.push('next') })
    ;(actor as unknown as { start(): void }).start()
    return actor
  }
}

function summaryOf(event: InspectionEvent): unknown {
  const { type, event: of, snapshot, _transitions, action } = event as unknown as Record<string, never>
  const transitions = (_transitions ?? []) as { source: { id: string }; eventType: string; actions: unknown[] }[]
  return {
    type,
    event: (of as { type: string } | undefined)?.type,
    value: JSON.stringify((snapshot as AnyMachineSnapshot | undefined)?.value),
    transitions: transitions.map(({ source, eventType, actions }) => [source.id, eventType, actions.length]),
    action: JSON.stringify(action),
  }
}

function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return `${error}`
  }
}
