import type { Preset } from './preset-names.ts'
import { development } from './presets.ts'
import { all, farmOf, GRID_PROPERTIES, grid } from './presets-grid.ts'
import type { RuntimeOptions } from './runtime/index.ts'

export interface PresetOptions {
  /** Nodes of a farm that a grid has from the start; none, no farm. */
  readonly nodes?: number
}

/** The runtime of a preset, and what wallets are told of its money where that is not storage's. */
export function preset(
  name: Preset,
  { nodes = 0 }: PresetOptions = {},
): { readonly runtime: RuntimeOptions; readonly properties?: typeof GRID_PROPERTIES } {
  if (name === 'storage') return { runtime: development() }
  const { accounts, options } = nodes > 0 ? farmOf(nodes) : { accounts: [], options: {} }
  if (name === 'all') return { runtime: all(accounts, options) }
  return { runtime: grid(accounts, options), properties: GRID_PROPERTIES }
}
