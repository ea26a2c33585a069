import kusama from '@polkadot/types-support/metadata/static-kusama'
import polkadot from '@polkadot/types-support/metadata/static-polkadot'
import substrate from '@polkadot/types-support/metadata/static-substrate'
import contracts from '@polkadot/types-support/metadata/static-substrate-contracts-node'
import assetHubKusama from '@polkadot/types-support/metadata/v15/asset-hub-kusama-hex'
import assetHubPolkadot from '@polkadot/types-support/metadata/v15/asset-hub-polkadot-hex'
import kusamaV15 from '@polkadot/types-support/metadata/v15/kusama-hex'
import polkadotV15 from '@polkadot/types-support/metadata/v15/polkadot-hex'
import substrateV15 from '@polkadot/types-support/metadata/v15/substrate-hex'
import substrateV16 from '@polkadot/types-support/metadata/v16/substrate-hex'
import { type ApiPromise, Metadata, TypeRegistry, u8aToHex } from '#polkadot'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'

/** What is used of a connected API. */
export type Described = Pick<ApiPromise, 'registry' | 'runtimeMetadata'>

/** A runtime by its metadata, in hex; what comes before the magic word `meta` is what a runtime call wraps it in. */
export function described(metadata: string): Described {
  const registry = new TypeRegistry()
  const runtimeMetadata = new Metadata(registry, `0x${metadata.slice(metadata.indexOf('6d657461'))}`)
  registry.setMetadata(runtimeMetadata)
  return { registry, runtimeMetadata }
}

const devnet = (version: 14 | 15) =>
  u8aToHex(createRuntime({ genesis: { endowed: [] }, ss58Prefix: 7_391 }).metadata(version))

/** Metadata of real runtimes, and of the development chain. */
export const METADATA: Readonly<Record<string, string>> = {
  'Polkadot V14': polkadot,
  'Polkadot V15': polkadotV15,
  'Kusama V14': kusama,
  'Kusama V15': kusamaV15,
  'Polkadot Asset Hub V15': assetHubPolkadot,
  'Kusama Asset Hub V15': assetHubKusama,
  'Substrate V14': substrate,
  'Substrate V15': substrateV15,
  'Substrate V16': substrateV16,
  'Contracts V14': contracts,
  'devnet V14': devnet(14),
  'devnet V15': devnet(15),
}
