import { sameBytes } from '../../../bytes.ts'
import { u32 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { twinIdOf, twinOf } from './rules.ts'
import { storage } from './storage.ts'
import { ensureDocument, ensureRelay } from './text-rules.ts'
import { documentHash, documentLink, pk, relay } from './types.ts'

const { Twins, TwinID, TwinIdByAccountID, TwinBoundedAccountID, UsersTermsAndConditions } = storage

/** Who is who: terms accepted, twins. */
export const twinCalls = {
  create_twin: call(
    { index: 17, args: { relay, pk }, weight: () => nominalWeight(3, 3), docs: 'Makes a twin for an account.' },
    ({ storage: access, deposit }, origin, { relay: address, pk: key }) => {
      const account_id = signedBy(origin)
      if (!UsersTermsAndConditions.has(access, account_id)) throw failure.UserDidNotSignTermsAndConditions()
      if (TwinIdByAccountID.has(access, account_id)) throw failure.TwinWithPubkeyExists()
      ensureRelay(address)
      const id = TwinID.get(access) + 1
      const twin = { id, account_id, relay: address, entities: [], pk: key }
      Twins.set(access, id, twin)
      TwinID.set(access, id)
      TwinIdByAccountID.set(access, account_id, id)
      deposit(event.TwinStored(twin))
    },
  ),

  update_twin: call(
    { index: 18, args: { relay, pk }, weight: () => nominalWeight(2, 1), docs: 'Changes how a twin is reached.' },
    ({ storage: access, deposit }, origin, { relay: address, pk: key }) => {
      const before = twinOf(access, twinIdOf(access, signedBy(origin)))
      ensureRelay(address)
      const twin = { ...before, relay: address, pk: key }
      Twins.set(access, twin.id, twin)
      deposit(event.TwinUpdated(twin))
    },
  ),

  user_accept_tc: call(
    {
      index: 25,
      args: { document_link: documentLink, document_hash: documentHash },
      weight: () => nominalWeight(2, 1),
      docs: 'Accepts terms and conditions: before anything else.',
    },
    ({ storage: access }, origin, { document_link, document_hash }) => {
      const account_id = signedBy(origin)
      ensureDocument(document_link, document_hash)
      const accepted = { account_id, timestamp: nowInSeconds(access), document_link, document_hash }
      UsersTermsAndConditions.set(access, account_id, [
        ...(UsersTermsAndConditions.get(access, account_id) ?? []),
        accepted,
      ])
    },
  ),

  bond_twin_account: call(
    {
      index: 37,
      args: { twin_id: u32 },
      weight: () => nominalWeight(1, 1),
      docs: "Lets an account's balance count for the discounts of a twin.",
    },
    ({ storage: access, deposit }, origin, { twin_id }) => {
      const account = signedBy(origin)
      if (sameBytes(twinOf(access, twin_id).account_id, account)) throw failure.TwinCannotBoundToItself()
      TwinBoundedAccountID.set(access, twin_id, account)
      deposit(event.TwinAccountBounded(twin_id, account))
    },
  ),
}
