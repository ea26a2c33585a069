import { decodeAddress, u8aToHex } from '#polkadot'
import { SigningError } from '../../chain/signing/errors.ts'
import { connectRemoteSigner } from '../../chain/signing/remote/remote-signer.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import type { Clock } from '../../kernel/index.ts'
import type { RemoteAccount } from '../config/account-schema.ts'
import type { AccountPlace } from './place.ts'

/** @throws ConfigError when the signer does not answer, or signs with another account than it has to */
export async function signerOfRemote(
  { remote, address, deadline }: RemoteAccount,
  place: AccountPlace,
  clock: Clock,
): Promise<Signer> {
  const at = remote.includes('://') ? remote : place.path(remote)
  const signer = await connectRemoteSigner(at, { deadline, clock }).catch((error: unknown) => {
    if (!(error instanceof SigningError)) throw error
    throw place.problem('remote', {
      code: 'remote-signer',
      message: error.message,
      expected: 'a running signer: start it first, e.g. by reeve signer --config FILE',
    })
  })
  if (address !== undefined && u8aToHex(decodeAddress(address)) !== signer.account)
    throw place.problem('address', {
      code: 'remote-signer',
      message: `is not the account of the signer, which is ${signer.account}`,
      expected: 'the account that the signer signs with',
    })
  return signer
}
