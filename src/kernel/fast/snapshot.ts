import type { AnyMachineSnapshot, AnyStateNode, MachineContext } from 'xstate'
import { type Configuration, copyOf } from './configuration.ts'

const tagsOf = ({ tags }: Configuration): Set<string> => (tags.length === 0 ? new Set() : new Set(tags))

/** The snapshot that XState makes: the same fields in the same order. Its methods are those of the one before. */
export const snapshotAfter = (
  before: AnyMachineSnapshot,
  nodes: AnyStateNode[],
  configuration: Configuration,
  context: MachineContext,
  children: AnyMachineSnapshot['children'],
): AnyMachineSnapshot =>
  ({
    status: before.status,
    output: before.output,
    error: before.error,
    machine: before.machine,
    context,
    _nodes: nodes,
    value: copyOf(configuration.value),
    tags: tagsOf(configuration),
    children,
    historyValue: before.historyValue,
    matches: before.matches,
    hasTag: before.hasTag,
    can: before.can,
    getMeta: before.getMeta,
    toJSON: before.toJSON,
  }) as AnyMachineSnapshot
