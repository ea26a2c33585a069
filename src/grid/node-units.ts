import type { Registration, SnapshotStore } from '../kernel/index.ts'
import { type AgentConfig, agentConfig } from './agent/config.ts'
import { sumOf, takenBy } from './agent/deployments/capacity.ts'
import { type AgentPorts, agentMemory } from './agent/ports.ts'
import { agentUnit } from './agent/spec.ts'
import type { NodeView } from './capacity/node-view.ts'
import { plus } from './capacity/resources.ts'
import { createMessageLine } from './messages/line.ts'
import { negotiationGateUnit } from './negotiation/gate/spec.ts'
import { holdsUnit } from './negotiation/holds/spec.ts'
import { createIncoming } from './negotiation/incoming.ts'
import { negotiationUnit } from './negotiation/lead/spec.ts'
import { type NegotiationPorts, negotiationMemory } from './negotiation/ports.ts'
import { createRegistry, type Registry } from './registry/registry.ts'
import { registryUnit } from './registry/spec.ts'
import { twinsMemory } from './twins/handlers.ts'
import { twinsUnit } from './twins/spec.ts'

export interface NodeDependencies extends Omit<AgentPorts, 'deployments' | 'meter' | 'self' | 'line' | 'commands'> {
  /** What outlives the process. */
  readonly store: SnapshotStore
}

type Own = Pick<AgentPorts, 'self' | 'deployments'>

/** The units of one node of a farm, in the order of their start: itself, and its part when the nodes plan. */
export function nodeUnits({ store, ...reach }: NodeDependencies, given: Partial<AgentConfig>): Registration[] {
  const config = agentConfig.parse(given)
  const memory = agentMemory(store)
  const registry = createRegistry()
  const [line, incoming] = [createMessageLine(), createIncoming()]
  const planning: NegotiationPorts = {
    get nodeId() {
      return memory.self.current?.nodeId ?? 0
    },
    messages: line,
    incoming,
    facts: () => registry.facts(),
    here: () => viewOfItself(registry, memory, config),
    ...negotiationMemory(),
  }
  return [
    { unit: twinsUnit, ports: { twins: twinsMemory() }, config: {} },
    {
      unit: registryUnit,
      ports: { registry, farmId: () => memory.self.current?.farmId },
      config: { system: config.system, overprovision: config.overprovision },
    },
    { unit: holdsUnit, ports: planning, config: {} },
    { unit: negotiationUnit, ports: planning, config: {} },
    { unit: negotiationGateUnit, ports: planning, config: {} },
    { unit: agentUnit, ports: { ...reach, ...memory, line, commands: incoming.commands }, config },
  ]
}

/** A node as it knows itself: what the chain has about it, and what runs on it. */
function viewOfItself(registry: Registry, { self, deployments }: Own, config: AgentConfig): NodeView | undefined {
  const known = self.current && registry.nodes.get(self.current.nodeId)
  if (known === undefined) return undefined
  const { resources, publicIps } = sumOf(deployments.all().map(takenBy))
  return {
    ...known,
    power: 'on',
    used: plus(config.system, resources),
    publicIpsUsed: publicIps,
    gpus: config.gpus,
  }
}
