import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { type Configuration, configurationOf } from './configuration.ts'
import { Descriptors } from './descriptors.ts'
import { ancestorsOf, nodesBelow } from './nodes.ts'
import { type Plan, planOf } from './plan.ts'

/** Orders and combinations of regions multiply; from here on XState does them. */
const MOST_PARALLEL = 1_000

/** The plans of a machine, each made when it is first needed. */
export class Planner {
  private readonly machine: AnyStateMachine
  private readonly descriptors: Descriptors
  private readonly own: ReadonlySet<AnyStateNode>
  private readonly usable: boolean
  /** Outside of parallel states the innermost state says what else is active. */
  private readonly byLeaf = new Map<AnyStateNode, Configuration>()
  private readonly byOrders = new Map<string, Configuration>()
  /** Arrays of nodes that were seen before; XState makes a new one at each step of its own. */
  private readonly byNodes = new WeakMap<AnyStateNode[], Configuration>()

  constructor(machine: AnyStateMachine) {
    const root = machine.root as AnyStateNode
    const nodes = [root, ...nodesBelow(root)]
    this.machine = machine
    this.descriptors = new Descriptors(nodes)
    this.own = new Set(nodes)
    // Where two states share an id, they share their place in the document order too.
    const unambiguous = new Set(nodes.map((node) => node.order)).size === nodes.length
    this.usable = unambiguous && this.descriptors.sound && !(1 > (machine.options?.maxIterations ?? 1))
  }

  /** How many plans there are. */
  get size(): number {
    const configurations = [...this.byLeaf.values(), ...this.byOrders.values()]
    return configurations.reduce((sum, { plans, others }) => sum + plans.size + others.size, 0)
  }

  /** The configuration that a snapshot's nodes are; undefined if XState must handle it. */
  find = (nodes: AnyStateNode[]): Configuration | undefined => {
    const leaf = nodes[nodes.length - 1]
    if (leaf === undefined) return undefined
    const known = this.byLeaf.get(leaf)
    if (known !== undefined) return known.nodes.length === nodes.length ? known : undefined
    return this.byNodes.get(nodes) ?? this.meet(nodes, leaf)
  }

  planFor(configuration: Configuration, type: string): Plan {
    return configuration.plans.get(type) ?? this.rarePlan(configuration, type)
  }

  private rarePlan(configuration: Configuration, type: string): Plan {
    if (isSpecial(type)) return 'delegate'
    const known = this.descriptors.knows(type)
    const plans = known ? configuration.plans : configuration.others
    const key = known ? type : this.descriptors.wildcardFor(type)
    const made = plans.get(key)
    if (made !== undefined) return made
    const plan = planOf(this.machine, configuration, type, this.find)
    plans.set(key, plan)
    return plan
  }

  private meet(nodes: AnyStateNode[], leaf: AnyStateNode): Configuration | undefined {
    if (!this.usable || !nodes.every((node) => this.own.has(node))) return undefined
    const parallel = ancestorsOf(leaf).some((node) => node.type === 'parallel')
    if (!parallel) return this.keep(this.byLeaf, leaf, configurationOf(nodes))
    const key = nodes.map((node) => node.order).join()
    const room = this.byOrders.size < MOST_PARALLEL
    const found = this.byOrders.get(key) ?? (room ? this.keep(this.byOrders, key, configurationOf(nodes)) : undefined)
    if (found !== undefined) this.byNodes.set(nodes, found)
    return found
  }

  private keep<Key>(map: Map<Key, Configuration>, key: Key, found: Configuration | undefined) {
    if (found !== undefined) map.set(key, found)
    return found
  }
}

/** Types which the machine's interpreter itself attends to. */
const isSpecial = (type: unknown): boolean =>
  typeof type !== 'string' ||
  type === '*' ||
  type === 'xstate.stop' ||
  type === 'xstate.init' ||
  type.startsWith('xstate.error.actor')
