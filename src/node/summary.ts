import { writeFile } from 'node:fs/promises'
import type { DeadLetters } from '../kernel/index.ts'
import type { NodeView } from './show/view.ts'

/** What a run did, for a machine to read. */
export interface Summary {
  readonly blocks: number
  readonly facts: Readonly<Record<string, number>>
  readonly duties: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly extrinsics: Readonly<Record<string, number>>
  readonly restarts: number
  readonly deadLetters: Readonly<Record<string, number>>
}

export const summarize = (view: NodeView, deadLetters: DeadLetters): Summary => ({
  blocks: view.facts['chain.BlockFinalized'] ?? 0,
  facts: sorted(view.facts),
  duties: Object.fromEntries(Object.entries(view.duties).map(([kind, ends]) => [kind, sorted(ends)])),
  extrinsics: sorted(view.transactions),
  restarts: view.restarts,
  deadLetters: sorted(deadLetters.byReason as Record<string, number>),
})

/** @param target a file, or `-` for standard output */
export async function writeSummary(summary: object, target: string): Promise<void> {
  const text = `${JSON.stringify(summary, null, 2)}\n`
  if (target !== '-') return writeFile(target, text)
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}

const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)))
