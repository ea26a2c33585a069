import { blake2AsHex } from '#polkadot'
import { MalformedProof } from './malformed.ts'
import type { Reference } from './node.ts'

/** What a reference in a node stands for. @throws MalformedProof when it is not among the nodes that were given */
export type Resolve = (reference: Reference) => Uint8Array

/** The nodes and values of a proof, found by what they hash to. @param nodes hex with `0x` */
export function resolverOf(nodes: readonly string[]): Resolve {
  const known = new Map(nodes.map((node) => [blake2AsHex(node).slice(2), Buffer.from(node.slice(2), 'hex')]))
  return (reference) => {
    if ('inline' in reference) return reference.inline
    const bytes = known.get(reference.hash)
    if (bytes === undefined) throw new MalformedProof(`the proof lacks what hashes to 0x${reference.hash}`)
    return bytes
  }
}
