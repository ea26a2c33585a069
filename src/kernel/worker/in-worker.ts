import type { Kernel } from '../actor/kernel.ts'
import type { Variant } from '../unit/variant.ts'
import { WorkerRunnable } from './worker-runnable.ts'

/** The variant, run in a thread of its own if its unit names a module for that. */
export function inWorker(
  kernel: Kernel,
  variant: Variant,
  { preload = [] }: { readonly preload?: readonly string[] },
): Variant {
  const { unit, config } = variant
  if (unit.worker === undefined) return variant
  const seed = Math.floor(kernel.random() * 2 ** 32)
  const start = { module: String(unit.worker.module), preload, name: unit.name, config, seed }
  return { ...variant, families: new Map(), main: new WorkerRunnable(kernel, unit, start) }
}
