import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { type Action, actionOf } from './action.ts'
import type { Configuration } from './configuration.ts'
import { transitionsFor } from './descriptors.ts'
import { ALWAYS, type Guard, guardOf } from './guard.ts'
import { type Move, moveOf } from './move.ts'
import { isBelow } from './nodes.ts'

/** What one transition does. */
export interface Step {
  readonly transition: AnyTransitionDefinition
  readonly guard: Guard
  /** Exit actions, the transition's own, entry actions. */
  readonly actions: readonly Action[]
  readonly assigns: boolean
  /** Whether other states are active then. */
  readonly moves: boolean
  readonly next: Configuration
}

/** What a class of events does in a configuration: the first step whose guard passes, else nothing. Or XState has to do it. */
export type Plan = readonly Step[] | 'delegate'

/** Finds the configuration of these nodes; undefined if it must not be planned for. */
export type FindConfiguration = (nodes: AnyStateNode[]) => Configuration | undefined

export function planOf(machine: AnyStateMachine, from: Configuration, type: string, find: FindConfiguration): Plan {
  const transitions = enabledIn(from, type)
  if (transitions === undefined) return 'delegate'
  const steps: Step[] = []
  for (const transition of transitions) {
    const step = stepOf(machine, from, transition, find)
    if (step === undefined || !step.next.settled) return 'delegate'
    steps.push(step)
    if (step.guard === ALWAYS) return steps
  }
  return from.settled ? steps : 'delegate'
}

/** The transitions that may be taken, innermost state first; undefined when several regions have some. */
function enabledIn(from: Configuration, type: string): AnyTransitionDefinition[] | undefined {
  const inside = from.nodes
    .map((node) => ({ node, transitions: transitionsFor(node, type) }))
    .filter(({ transitions }) => transitions.length > 0)
    .sort((a, b) => b.node.path.length - a.node.path.length)
  const nested = inside.every(({ node }, index) => index === 0 || isBelow(inside[index - 1]!.node, node))
  return nested ? inside.flatMap(({ transitions }) => transitions) : undefined
}

function stepOf(
  machine: AnyStateMachine,
  from: Configuration,
  transition: AnyTransitionDefinition,
  find: FindConfiguration,
): Step | undefined {
  const guard = guardOf(machine, transition.guard)
  const done = transition.target?.length ? moveStep(machine, from, transition, find) : stay(machine, from, transition)
  return guard === undefined || done === undefined ? undefined : { transition, guard, ...done }
}

type Doing = Omit<Step, 'transition' | 'guard'>

function stay(machine: AnyStateMachine, from: Configuration, transition: AnyTransitionDefinition): Doing | undefined {
  const actions = actionsOf(machine, transition.actions)
  return actions && { actions, assigns: actions.some(isAssign), moves: false, next: from }
}

function moveStep(
  machine: AnyStateMachine,
  from: Configuration,
  transition: AnyTransitionDefinition,
  find: FindConfiguration,
): Doing | undefined {
  const move = moveOf(transition, from.nodes)
  if (move === undefined || !isPlain(move)) return undefined
  const { exits, enters, initials } = move
  const actions = actionsOf(machine, [
    ...exits.flatMap((node) => node.exit),
    ...transition.actions,
    ...enters.flatMap((node) => [...node.entry, ...(initials.has(node) ? node.initial.actions : [])]),
  ])
  const back = move.active.length === from.nodes.length && move.active.every((node) => from.nodes.includes(node))
  const next = back ? from : find([...move.active])
  return actions && next && { actions, assigns: actions.some(isAssign), moves: !back, next }
}

/** No actor is started or stopped and nothing finishes. */
const isPlain = ({ exits, enters }: Move): boolean =>
  [...exits, ...enters].every((node) => node.invoke.length === 0) && enters.every((node) => node.type !== 'final')

const isAssign = (action: Action): boolean => action.assignment !== undefined

function actionsOf(machine: AnyStateMachine, actions: readonly unknown[]): Action[] | undefined {
  const planned = actions.map((action) => actionOf(machine, action))
  return planned.every((action) => action !== undefined) ? planned : undefined
}
