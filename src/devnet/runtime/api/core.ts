import { bytes, newtype, option, u32, vec } from '../../scale/index.ts'
import type { RuntimeVersion } from '../../types.ts'
import { versionRecord } from '../pallets/system/index.ts'
import { systemStorage } from '../pallets/system/storage.ts'
import { runtimeVersion } from '../pallets/system/types.ts'
import { accountId } from '../primitives/index.ts'
import { defineApi, method } from './define.ts'

const opaqueMetadata = newtype('sp_core::OpaqueMetadata', bytes)

export const METADATA_VERSIONS = [14, 15] as const
export type MetadataVersion = (typeof METADATA_VERSIONS)[number]
const isKnown = (version: number): version is MetadataVersion => version === 14 || version === 15

export const core = (version: () => RuntimeVersion) =>
  defineApi('Core', 5, {
    version: method({ inputs: {}, output: runtimeVersion, docs: 'Returns the version of the runtime.' }, () =>
      versionRecord(version()),
    ),
  })

export const metadataApi = (metadata: (version: MetadataVersion) => Uint8Array) =>
  defineApi('Metadata', 2, {
    metadata: method({ inputs: {}, output: opaqueMetadata, docs: 'Returns the metadata of a runtime.' }, () =>
      metadata(14),
    ),
    metadata_at_version: method(
      {
        inputs: { version: u32 },
        output: option(opaqueMetadata),
        docs: 'Returns the metadata at a given version, or nothing for a version that is not supported.',
      },
      (_state, { version }) => (isKnown(version) ? metadata(version) : undefined),
    ),
    metadata_versions: method(
      { inputs: {}, output: vec(u32), docs: 'Returns the supported metadata versions.' },
      () => [...METADATA_VERSIONS],
    ),
  })

export const accountNonceApi = defineApi('AccountNonceApi', 1, {
  account_nonce: method(
    { inputs: { account: accountId }, output: u32, docs: 'Get current account nonce of given `AccountId`.' },
    ({ state }, { account }) => systemStorage.Account.get(state, account).nonce,
  ),
})
