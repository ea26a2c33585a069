import type { RuntimeVersion } from '../types.ts'
import type { RuntimeApi } from './api/define.ts'

export const SPEC_NAME = 'reeve-devnet'

export const createVersion = (apis: readonly RuntimeApi[], changes: Partial<RuntimeVersion>): RuntimeVersion => ({
  specName: SPEC_NAME,
  implName: SPEC_NAME,
  authoringVersion: 1,
  specVersion: 1,
  implVersion: 1,
  transactionVersion: 1,
  stateVersion: 1,
  apis: apis.map(({ id, version }) => [id, version] as const),
  ...changes,
})
