import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'

const ANY = '*'
const BELOW = '.*'

const isWildcard = (descriptor: string): boolean => descriptor === ANY || descriptor.endsWith(BELOW)

/** `a.*` takes `a`, `a.b` and `a.b.c`. */
const takes = (wildcard: string, type: string): boolean => {
  if (wildcard === ANY) return true
  const prefix = wildcard.slice(0, -BELOW.length)
  return type === prefix || type.startsWith(`${prefix}.`)
}

/** The event descriptors that a machine's transitions have. */
export class Descriptors {
  /** Whether every wildcard is at the end; XState warns of others each time it meets one. */
  readonly sound: boolean
  private readonly named: ReadonlySet<string>
  private readonly wildcards: readonly string[]

  constructor(nodes: readonly AnyStateNode[]) {
    this.named = new Set(nodes.flatMap((node) => [...node.transitions.keys()]))
    this.wildcards = [...this.named].filter(isWildcard).sort((a, b) => b.length - a.length)
    this.sound = this.wildcards.every((wildcard) => !wildcard.slice(0, -1).includes('*'))
  }

  knows(type: string): boolean {
    return this.named.has(type)
  }

  /**
   * The longest wildcard that takes a type, or ''. It decides which other wildcards do, so types with the same one, which the
   * machine does not know by name, have the same transitions in every state.
   */
  wildcardFor(type: string): string {
    return this.wildcards.find((wildcard) => takes(wildcard, type)) ?? ''
  }
}

/** A node's transitions for a type in the order XState tries them: the exact ones, then by length of the wildcard. */
export function transitionsFor(node: AnyStateNode, type: string): AnyTransitionDefinition[] {
  const wildcards = [...node.transitions.keys()]
    .filter((descriptor) => descriptor !== type && isWildcard(descriptor) && takes(descriptor, type))
    .sort((a, b) => b.length - a.length)
  return [
    ...(node.transitions.get(type) ?? []),
    ...wildcards.flatMap((wildcard) => node.transitions.get(wildcard) ?? []),
  ]
}
