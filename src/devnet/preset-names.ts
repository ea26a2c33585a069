/** What a development chain may be for. */
export const PRESETS = ['storage', 'grid', 'all'] as const
export type Preset = (typeof PRESETS)[number]
