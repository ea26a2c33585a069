import type { Answer, BlockSeen, Observed } from '../observed.ts'

/** What the chain says of contracts on nodes. Times in milliseconds. */
export interface ContractSpan {
  readonly node: number
  readonly from: number
  readonly to: number
}

/** A node that a user may count on: by an answer, then by a contract. */
export interface Hold {
  readonly answer: Answer
  readonly node: number
  readonly from: number
  readonly to: number
  /** Up to here it is by the answer alone. */
  readonly claimedTo: number
}

const ALWAYS = Number.POSITIVE_INFINITY
/** A claim is counted from when it was made, which is a little before it was heard of. */
const EARLIER = 5_000

export function contractsOf(blocks: readonly BlockSeen[]): Map<number, ContractSpan> {
  const spans = new Map<number, ContractSpan>()
  for (const { at, events } of blocks)
    for (const { pallet, name, data } of events) {
      if (pallet !== 'smartContractModule') continue
      if (name === 'ContractCreated') {
        const { contractId, contractType } = data['0'] as { contractId: number; contractType: Record<string, unknown> }
        const of = contractType['nodeContract'] as { nodeId: number } | undefined
        if (of) spans.set(Number(contractId), { node: of.nodeId, from: at, to: ALWAYS })
      } else if (name === 'NodeContractCanceled') {
        const id = Number(data['contractId'])
        const span = spans.get(id)
        if (span) spans.set(id, { ...span, to: at })
      }
    }
  return spans
}

export function holdsOf({ answers, blocks }: Pick<Observed, 'answers' | 'blocks'>): Hold[] {
  const contracts = contractsOf(blocks)
  return answers.map((answer) => {
    const { node, at, until, contract } = answer
    const span = contract === undefined ? undefined : contracts.get(contract)
    if (span === undefined) return { answer, node, from: at, to: until - EARLIER, claimedTo: until - EARLIER }
    return { answer, node, from: Math.min(at, span.from), to: span.to, claimedTo: span.from }
  })
}

/**
 * Whether a deployment's contract was over before a period began. A node that learns of the end a moment later says that it was used
 * in it, for seconds: no farm has to bill that.
 */
export const wasOver = (
  contracts: ReadonlyMap<number, ContractSpan>,
  deployment: bigint,
  { period, length }: { readonly period: number; readonly length: number },
): boolean => (contracts.get(Number(deployment))?.to ?? ALWAYS) <= period * length * 1_000
