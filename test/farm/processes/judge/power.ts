import type { Observed } from '../observed.ts'
import { contractsOf, holdsOf } from './holds.ts'

export interface PowerFindings {
  readonly toldDown: number
  readonly toldUp: number
  /** Nodes that were told to go down, or went, under a deployment. */
  readonly underDeployment: readonly string[]
  /** Nodes that were told to go down while a user had been promised one. */
  readonly underClaim: readonly string[]
  /** Times that the chain refused to let a node be told so: there was a contract. */
  readonly refusedByChain: number
}

/** Blocks are made, and answers are heard, a moment after what is in them was decided. */
const MOMENT = 1_000

export function judgePower(observed: Pick<Observed, 'answers' | 'blocks'>): PowerFindings {
  const contracts = [...contractsOf(observed.blocks).values()]
  const holds = holdsOf(observed)
  const underDeployment: string[] = []
  const underClaim: string[] = []
  let [toldDown, toldUp, refusedByChain] = [0, 0, 0]
  for (const { number, at, events } of observed.blocks)
    for (const { name, data } of events) {
      if (name === 'ExtrinsicFailed' && String(data['error']).endsWith('.NodeHasActiveContracts')) refusedByChain += 1
      if (name !== 'PowerTargetChanged' && name !== 'PowerStateChanged') continue
      const node = Number(data['nodeId'])
      if (!isDown(data['powerTarget'] ?? data['powerState'])) {
        if (name === 'PowerTargetChanged') toldUp += 1
        continue
      }
      if (contracts.some((span) => span.node === node && span.from <= at && at < span.to))
        underDeployment.push(`node ${node} in block ${number}: ${name}`)
      if (name !== 'PowerTargetChanged') continue
      toldDown += 1
      if (holds.some((hold) => hold.node === node && hold.from + MOMENT < at && at < hold.claimedTo))
        underClaim.push(`node ${node} in block ${number}`)
    }
  return { toldDown, toldUp, underDeployment, underClaim, refusedByChain }
}

const isDown = (power: unknown): boolean =>
  power === 'Down' || (typeof power === 'object' && power !== null && 'down' in power)
