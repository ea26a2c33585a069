import type { AnyActorScope, AnyMachineSnapshot, MachineContext } from 'xstate'
import { type ActionArgs, type AssignArgs, type Assignment, type Spawn, spawnOf } from './xstate-internals.ts'

/** Collects the children that an assignment spawns. Few do, and XState's `spawn` is only made for those. */
class Nursery {
  children: Record<string, unknown> | undefined
  private spawn: Spawn | undefined

  spawner(scope: AnyActorScope, snapshot: AnyMachineSnapshot, info: ActionArgs): Spawn {
    return (src, options) => {
      this.spawn ??= spawnOf(scope, snapshot, info)
      const ref = this.spawn(src, options)
      this.children ??= {}
      this.children[ref.id] = ref
      return ref
    }
  }
}

export interface Assigned {
  readonly context: MachineContext
  /** By id; undefined when none was spawned. */
  readonly children: Record<string, unknown> | undefined
}

export function assignTo(
  assignment: Assignment,
  snapshot: AnyMachineSnapshot,
  info: ActionArgs,
  params: unknown,
  scope: AnyActorScope,
): Assigned {
  const { context, event, self, system } = info
  const nursery = new Nursery()
  const args: AssignArgs = { context, event, spawn: nursery.spawner(scope, snapshot, info), self, system }
  const update = updateOf(assignment, args, params)
  return { context: Object.assign({}, context, update), children: nursery.children }
}

function updateOf(assignment: Assignment, args: AssignArgs, params: unknown): unknown {
  if (typeof assignment === 'function') return assignment(args, params)
  const update: Record<string, unknown> = {}
  for (const key of Object.keys(assignment)) {
    const value = assignment[key]
    update[key] = typeof value === 'function' ? value(args, params) : value
  }
  return update
}
