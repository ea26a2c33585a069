/**
 * The one place that names the `@polkadot/*` packages. Everything else imports `#polkadot`, which at run time is this
 * file bundled into one module (`npm run bundle`, made by `npm ci`): importing the packages as they are reads about a
 * thousand files.
 */
export { ApiPromise } from '@polkadot/api'
export type { SubmittableExtrinsic } from '@polkadot/api/types'
export { Keyring } from '@polkadot/keyring'
export type { KeyringPair } from '@polkadot/keyring/types'
export type {
  ProviderInterface,
  ProviderInterfaceCallback,
  ProviderInterfaceEmitCb,
  ProviderInterfaceEmitted,
} from '@polkadot/rpc-provider/types'
export { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types'
export type { Codec } from '@polkadot/types/types'
export { compactAddLength, hexToU8a, stringCamelCase, u8aConcat, u8aToHex } from '@polkadot/util'
export {
  base64Decode,
  blake2AsHex,
  blake2AsU8a,
  cryptoWaitReady,
  decodeAddress,
  ed25519PairFromSeed,
  ed25519Verify,
  encodeAddress,
  ethereumEncode,
  naclDecrypt,
  secp256k1Verify,
  sr25519PairFromSeed,
  sr25519Verify,
  xxhashAsU8a,
} from '@polkadot/util-crypto'
