import type { ApiPromise } from '#polkadot'
import { SigningError } from './errors.ts'

/** Signed extensions with a content that is filled in when something is signed. All others must be empty. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'ChargeAssetTxPayment',
  'ChargeTransactionPayment',
  'CheckEra',
  'CheckGenesis',
  'CheckMetadataHash',
  'CheckMortality',
  'CheckNonce',
  'CheckSpecVersion',
  'CheckTxVersion',
  'CheckVersion',
  'SkipCheckIfFeeless',
])

/**
 * Looks for content that would be left out of the signed bytes, so that the chain would refuse the signature as a bad one.
 *
 * @throws SigningError `unknown-extension`
 */
export function assertExtensionsKnown({ registry, runtimeMetadata }: Pick<ApiPromise, 'registry' | 'runtimeMetadata'>) {
  for (const { name, types } of extensionsOf(runtimeMetadata)) {
    const isEmpty = types.every(
      (type) => registry.createTypeUnsafe(registry.createLookupType(type), []).encodedLength === 0,
    )
    if (isEmpty || FILLED_IN.has(name)) continue
    throw new SigningError(
      { code: 'unknown-extension', extension: name },
      `the runtime asks for the signed extension ${name}, which this node cannot fill in`,
    )
  }
}

type Metadata = ApiPromise['runtimeMetadata']

/** Of each extension, what the extrinsic carries and what is signed besides. */
function extensionsOf(metadata: Metadata) {
  // The library forgets what is signed besides when it turns older metadata into that of version 16.
  if (metadata.version >= 16)
    return metadata.asV16.extrinsic.transactionExtensions.map(({ identifier, type, implicit }) => ({
      name: identifier.toString(),
      types: [type, implicit],
    }))
  return metadata.asV15.extrinsic.signedExtensions.map(({ identifier, type, additionalSigned }) => ({
    name: identifier.toString(),
    types: [type, additionalSigned],
  }))
}
