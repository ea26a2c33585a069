import { open, writeFile } from 'node:fs/promises'
import type { DeadLetters } from '../kernel/index.ts'
import type { NodeView } from './show/view.ts'

type Counts = Readonly<Record<string, number>>

/** What a run did, for a machine to read. */
export interface Summary {
  readonly blocks: number
  readonly facts: Counts
  readonly duties: Readonly<Record<string, Counts>>
  readonly extrinsics: Counts
  readonly restarts: number
  readonly deadLetters: Counts
}

export const summarize = (view: NodeView, deadLetters: Pick<DeadLetters, 'byReason'>): Summary => ({
  blocks: view.facts['chain.BlockFinalized'] ?? 0,
  facts: sorted(view.facts),
  duties: sorted(Object.fromEntries(Object.entries(view.duties).map(([kind, ends]) => [kind, sorted(ends)]))),
  extrinsics: sorted(view.transactions),
  restarts: view.restarts,
  deadLetters: sorted(deadLetters.byReason as Counts),
})

/** A reason why a summary could not be written there. Better known before a run than after it. */
export async function reasonAgainst(target: string): Promise<string | undefined> {
  if (target === '-') return undefined
  try {
    await (await open(target, 'a')).close()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** @param target a file, or `-` for standard output */
export async function writeSummary(summary: object, target: string): Promise<void> {
  const text = `${JSON.stringify(summary, null, 2)}\n`
  if (target !== '-') return writeFile(target, text)
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}

/** By code units: an order by language would differ from machine to machine. */
const sorted = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
