import { encode } from '../../scale/index.ts'
import type { ChainContext, ExecutedBlock, StateView } from '../../types.ts'
import { encodeExtrinsic } from '../extrinsic/index.ts'
import type { Pallet } from '../pallet/index.ts'
import type { System } from '../pallets/system/index.ts'
import { systemStorage } from '../pallets/system/storage.ts'
import { timestamp } from '../pallets/timestamp/index.ts'
import { type ApplyDependencies, applyInherent, applySigned } from './apply.ts'
import { openBudget } from './block-budget.ts'
import { type BlockExecution, createExecution } from './execution.ts'

export interface Executive {
  /** The state as a block's first extrinsic would find it. */
  open(state: StateView, context: ChainContext): BlockExecution
  build(state: StateView, context: ChainContext, extrinsics: readonly Uint8Array[]): ExecutedBlock
}

export function createExecutive(
  pallets: readonly Pallet[],
  system: System,
  dependencies: ApplyDependencies,
): Executive {
  function open(state: StateView, context: ChainContext): BlockExecution {
    const execution = createExecution(pallets, state, context.number)
    const { storage } = execution
    systemStorage.Number.set(storage, context.number)
    systemStorage.ParentHash.set(storage, context.parentHash)
    systemStorage.BlockHash.set(storage, context.number - 1, context.parentHash)
    systemStorage.Digest.set(storage, { logs: [] })
    openBudget(execution)
    if (system.takeOver(execution)) for (const pallet of pallets) pallet.onRuntimeUpgrade?.(execution)
    for (const pallet of pallets) pallet.onInitialize?.(execution)
    return execution
  }

  function close(execution: BlockExecution): void {
    const { storage } = execution
    execution.phase = { type: 'Finalization' }
    for (const pallet of pallets) pallet.onFinalize?.(execution)
    systemStorage.AllExtrinsicsLen.remove(storage)
    // The genesis hash stays: every signature is over it.
    const outdated = execution.blockNumber - system.blockHashCount - 1
    if (outdated > 0) systemStorage.BlockHash.remove(storage, outdated)
    system.storage.Events.set(storage, [...execution.events])
    systemStorage.EventCount.set(storage, execution.events.length)
  }

  return {
    open,
    build(state, context, extrinsics) {
      const execution = open(state, context)
      const body: Uint8Array[] = []
      const skipped: ExecutedBlock['skipped'] = []
      const next = () => ({ type: 'ApplyExtrinsic' as const, value: body.length })

      execution.phase = next()
      const inherent = timestamp.inherent(BigInt(context.timestamp), timestamp.storage.Now.get(execution.storage))
      const encoded = encodeExtrinsic(encode(dependencies.runtimeCall, inherent), undefined)
      applyInherent(execution, inherent, encoded.length)
      body.push(encoded)

      for (const extrinsic of extrinsics) {
        execution.phase = next()
        const reason = applySigned(execution, extrinsic, dependencies)
        if (reason === undefined) body.push(extrinsic)
        else skipped.push({ extrinsic, reason })
      }
      close(execution)
      return { changes: execution.changes(), extrinsics: body, skipped }
    },
  }
}
