import type { DevAccount } from './accounts.ts'
import type { ChallengeLayout } from './challenge-layouts.ts'
import type { Preset } from './preset-names.ts'
import { development } from './presets.ts'
import { all, farmOf, GRID_PROPERTIES, grid } from './presets-grid.ts'
import type { RuntimeOptions } from './runtime/index.ts'

export interface PresetOptions {
  /** Nodes of a farm that a grid has from the start; none, no farm. */
  readonly nodes?: number
  /** How open challenges are kept; in lists unless told otherwise. */
  readonly challenges?: ChallengeLayout
  /** That have money besides the usual ones. */
  readonly accounts?: readonly DevAccount[]
}

/** The runtime of a preset, and what wallets are told of its money where that is not storage's. */
export function preset(
  name: Preset,
  { nodes = 0, challenges = 'list', accounts: more = [] }: PresetOptions = {},
): { readonly runtime: RuntimeOptions; readonly properties?: typeof GRID_PROPERTIES } {
  if (name === 'storage') return { runtime: { ...development(more), challenges } }
  const { accounts, options } = nodes > 0 ? farmOf(nodes) : { accounts: [], options: {} }
  const endowed = [...accounts, ...more]
  if (name === 'all') return { runtime: { ...all(endowed, options), challenges } }
  return { runtime: grid(endowed, options), properties: GRID_PROPERTIES }
}
