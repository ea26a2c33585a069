import type { Registration } from '../kernel/index.ts'
import type { NodeView } from './capacity/node-view.ts'
import type { FarmConfig } from './farm/config.ts'
import { WakeNode } from './farm/events.ts'
import type { GridMessages } from './messages/port.ts'
import { createNegotiator } from './negotiation/ask/negotiator.ts'
import { type NegotiatorPorts, negotiatorMemory } from './negotiation/ask/ports.ts'
import { negotiatorUnit } from './negotiation/ask/spec.ts'
import type { NegotiatorOf } from './placement/negotiator.ts'
import { createRegistry } from './registry/registry.ts'
import { registryUnit } from './registry/spec.ts'

/** Actors of a farm whose nodes find room among themselves. */
export const NEGOTIATING_ACTORS: readonly string[] = ['farm-registry', 'negotiator']

/** @throws Error when it is not woken, which passes */
const wake: NegotiatorPorts['wake'] = async (nodeId, ctx) => {
  const outcome = await ctx.ask(WakeNode, { nodeId, reason: 'placement' })
  if (!outcome.ok) throw new Error(outcome.refusal.reason ?? outcome.refusal.code)
}

/**
 * Those who ask the nodes of a farm for room, and how it is asked for.
 *
 * @param managed what the farm's actor knows of its nodes: what it leaves alone is not asked for
 */
export function negotiatingUnits(
  { farmId, overprovision }: Partial<FarmConfig> & Pick<FarmConfig, 'farmId'>,
  messages: GridMessages,
  managed: ReadonlyMap<number, NodeView>,
): { readonly units: Registration[]; readonly negotiator: NegotiatorOf } {
  const registry = createRegistry()
  const facts = () => registry.facts()
  const leftAlone = () => [...registry.nodes.keys()].filter((id) => !managed.has(id))
  return {
    units: [
      {
        unit: registryUnit,
        ports: { registry, farmId: () => farmId },
        config: { ...(overprovision !== undefined && { overprovision }) },
      },
      { unit: negotiatorUnit, ports: { messages, facts, wake, ...negotiatorMemory() }, config: {} },
    ],
    negotiator(asker) {
      const negotiator = createNegotiator(asker)
      return {
        ...negotiator,
        place: (name, request, options) =>
          negotiator.place(name, { ...request, excluded: [...request.excluded, ...leftAlone()] }, options),
      }
    },
  }
}
