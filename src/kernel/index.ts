/** The actor system on its own: everything here works without a chain. */
export { Refused } from './actor/answer.ts'
export type { CellStatus } from './actor/cell-status.ts'
export { VETO } from './actor/extensions.ts'
export type { DutyFinished, DutyGaveUp } from './actor/family.ts'
export type { Clock } from './clock/clock.ts'
export { type Duration, milliseconds } from './clock/duration.ts'
export { createRandom, freshSeed, type Random } from './clock/random.ts'
export { createSystemClock } from './clock/system-clock.ts'
export { createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts'
export { decode, encode } from './codec/codec.ts'
export { type ErrorClass, type ErrorScope, errorClassOf, Failure, KernelError, messageOf } from './errors.ts'
export { fast } from './fast/fast.ts'
export { CATEGORIES, type Category } from './message/category.ts'
export { type Command, type CommandEvent, command, type ResultOf } from './message/command.ts'
export { type Fact, type FactEvent, fact, type MessageEvent, type PayloadOf } from './message/fact.ts'
export * from './message/kernel-facts.ts'
export type { Emission, Letter } from './message/letter.ts'
export type { Outcome, Refusal, RefusalCode } from './message/outcome.ts'
export type { Priority } from './message/priority.ts'
export { createSqliteStore } from './persistence/sqlite-store.ts'
export { createMemoryStore, type SnapshotStore } from './persistence/store.ts'
export { type Divergence, type ReplayReport, replay } from './replay/replay.ts'
export { StopRequested, type SystemEnd } from './root/messages.ts'
export type { AutoShutdown, Strategy, SupervisorSpec } from './supervision/spec.ts'
export type { ActorInfo } from './system/actor-info.ts'
export type { ActorHandle } from './system/handle.ts'
export type {
  ExtensionHandler,
  ExtensionOptions,
  HandlerRegistry,
  HandlerResult,
  OverrideOptions,
} from './system/handler-registry.ts'
export type { ReplaceResult } from './system/registry.ts'
export { createSystem, type RegisterOptions, type System, type SystemOptions, type UnitInfo } from './system/system.ts'
export type { DeadLetters } from './trace/dead-letters.ts'
export { createLogTracer } from './trace/log-tracer.ts'
export { createMetricsTracer } from './trace/metrics.ts'
export { readTrace, type Trace, TraceError } from './trace/read-trace.ts'
export type { RecordedCall, StepRecord } from './trace/step-recorder.ts'
export { createStructTracer, type StructTracer, type TraceEntry } from './trace/struct-tracer.ts'
export { recordTrace, type TraceLine } from './trace/trace-file.ts'
export type { DeadLetter, DeathReason, Tracer } from './trace/tracer.ts'
export type { ActorContext, AskOptions, DutyFamily, Log, TaskContext } from './unit/context.ts'
export { defineUnit, type UnitOf } from './unit/define-unit.ts'
export type { Handler, Handlers, InitEvent, StepArgs, TaskArgs } from './unit/handler.ts'
export type { HandlerLayer, HandlerOrigin } from './unit/layers.ts'
export { nearest } from './unit/nearest.ts'
export { stream } from './unit/stream.ts'
export type {
  DutySpec,
  MailboxPolicy,
  MailboxSpec,
  PersistSpec,
  RateBudget,
  RestartPolicy,
  Unit,
  WorkerSpec,
} from './unit/unit.ts'
