import { composeNode } from './compose.ts'
import { explainConfig } from './config/explain.ts'
import type { LoadedConfig } from './config/load.ts'
import { prepareNode } from './prepare.ts'
import { renderWiring } from './show/wiring.ts'

/** The node that a config describes, composed but not started. */
const unitsOf = async (loaded: LoadedConfig) => composeNode(await prepareNode(loaded)).units()

export const wiringOf = async (loaded: LoadedConfig): Promise<string> => renderWiring(await unitsOf(loaded))

export const explanationOf = async (loaded: LoadedConfig): Promise<string> =>
  explainConfig(loaded, await unitsOf(loaded))
