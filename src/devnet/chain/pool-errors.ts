import type { InvalidReason } from '../types.ts'
import { RpcError } from './errors.ts'

/** What Substrate's pool says to each kind of invalid transaction. */
const TEXTS: Readonly<Record<InvalidReason, string>> = {
  Call: 'Transaction call is not expected',
  Payment: 'Inability to pay some fees (e.g. account balance too low)',
  Future: 'Transaction will be valid in the future',
  Stale: 'Transaction is outdated',
  BadProof: 'Transaction has a bad signature',
  AncientBirthBlock: 'Transaction has an ancient birth block',
  ExhaustsResources: 'Transaction would exhaust the block limits',
  BadSigner: 'Invalid signing address',
  BadMandatory: 'A call was labelled as mandatory, but resulted in an Error.',
}

export const invalid = (reason: InvalidReason) => new RpcError(1010, 'Invalid Transaction', TEXTS[reason])
export const undecodable = (reason: string) => new RpcError(1002, `Verification Error: ${reason}`)
export const banned = () => new RpcError(1012, 'Transaction is temporarily banned')
export const alreadyImported = (hash: string) => new RpcError(1013, 'Transaction Already Imported', hash)
export const priorityTooLow = (priority: bigint, standing: bigint) =>
  new RpcError(1014, 'Priority is too low', `(${standing} vs ${priority})`)
export const immediatelyDropped = () =>
  new RpcError(1016, 'Immediately Dropped', "The transaction couldn't enter the pool because of the limit")
