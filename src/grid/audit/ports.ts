import type { ActorContext, TaskContext } from '../../kernel/index.ts'
import type { GridMessages } from '../messages/port.ts'
import type { AuditConfig } from './config.ts'
import { createShownLeaves, type ShownLeaves } from './leaves.ts'
import { createUptimes, type Uptimes } from './uptime.ts'

/** What is kept of a bill from one round of questions to the next. */
export interface BillMemory {
  readonly leaves: ShownLeaves
  /** Leaves about which nothing is open any more, by where they begin. */
  readonly settled: Set<bigint>
}

export const billMemory = (): BillMemory => ({ leaves: createShownLeaves(), settled: new Set() })

export interface AuditPorts {
  readonly messages: GridMessages
  /** Bills that wait for a block after this one, by the keys of their duties. */
  readonly unseeded: Map<string, number>
  /** What farms have shown, by the keys of duties. */
  readonly shown: Map<string, BillMemory>
  readonly uptimes: Uptimes
}

/** What the coordinator and its duties know together. */
export const auditMemory = (): Omit<AuditPorts, 'messages'> => ({
  unseeded: new Map(),
  shown: new Map(),
  uptimes: createUptimes(),
})

export const FAMILY = 'bill-audit'

export const keyOf = (farmId: number, period: number): string => `${farmId}/${period}`

export type Ctx = ActorContext<AuditConfig, AuditPorts>
export type TaskCtx = TaskContext<AuditConfig, AuditPorts>
