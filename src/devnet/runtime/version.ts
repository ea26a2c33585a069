import type { ChallengeLayout } from '../challenge-layouts.ts'
import type { RuntimeVersion } from '../types.ts'
import type { RuntimeApi } from './api/define.ts'

export const SPEC_NAME = 'reeve-devnet'

/** The version in which challenges came to be kept so. */
const SPEC_VERSIONS: Record<ChallengeLayout, number> = { list: 1, map: 2 }

export const createVersion = (
  apis: readonly RuntimeApi[],
  challenges: ChallengeLayout,
  changes: Partial<RuntimeVersion>,
): RuntimeVersion => ({
  specName: SPEC_NAME,
  implName: SPEC_NAME,
  authoringVersion: 1,
  specVersion: SPEC_VERSIONS[challenges],
  implVersion: 1,
  transactionVersion: 1,
  stateVersion: 1,
  apis: apis.map(({ id, version }) => [id, version] as const),
  ...changes,
})
