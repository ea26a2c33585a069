import type { TaskContext } from '../../../kernel/index.ts'
import type { GridMessages } from '../../messages/port.ts'
import type { FarmFacts } from '../facts.ts'

/** What it takes to ask the nodes of a farm for room. */
export interface NegotiatorPorts extends NegotiatorMemory {
  readonly messages: GridMessages
  /** None while the farm has not been read. */
  facts(): FarmFacts | undefined
  /** Has a node come up; told again where it does not. @throws what passes */
  wake(nodeId: number, ctx: Pick<TaskContext, 'ask'>): Promise<void>
}

/** What its actors know together; nothing of it outlives the process. */
export interface NegotiatorMemory {
  /** By names, who waits: the numbers of their asks. */
  readonly asks: Map<string, number[]>
  /** Leaders that did not answer, and until when (ms) others are asked first. */
  readonly silent: Map<number, number>
}

export const negotiatorMemory = (): NegotiatorMemory => ({ asks: new Map(), silent: new Map() })

/** What is being placed, by names. */
export const FAMILY = 'negotiated-placement'
