import type { ActorContext, SnapshotStore, TaskContext } from '../../kernel/index.ts'
import type { GridMessages } from '../messages/port.ts'
import type { AuditConfig } from './config.ts'
import { type AuditMemory, createAuditMemory } from './memory.ts'
import { createUptimes, type Uptimes } from './uptime.ts'

export interface AuditPorts {
  readonly messages: GridMessages
  /** Bills that wait for a block after this one, by the keys of their duties. */
  readonly unseeded: Map<string, number>
  readonly shown: AuditMemory
  readonly uptimes: Uptimes
}

/** What the coordinator and its duties know together. @param store what of it outlives the process */
export const auditMemory = (store?: SnapshotStore): Omit<AuditPorts, 'messages'> => ({
  unseeded: new Map(),
  shown: createAuditMemory(store),
  uptimes: createUptimes(),
})

export const FAMILY = 'bill-audit'

export const keyOf = (farmId: number, period: number): string => `${farmId}/${period}`

export type Ctx = ActorContext<AuditConfig, AuditPorts>
export type TaskCtx = TaskContext<AuditConfig, AuditPorts>
