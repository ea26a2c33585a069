import {
  boundedBytes,
  bytes,
  type Infer,
  newtype,
  option,
  struct,
  u32,
  u64,
  variant,
  vec,
} from '../../../scale/index.ts'
import { accountId } from '../../primitives/index.ts'
import {
  MAX_CITY_NAME,
  MAX_COUNTRY_NAME,
  MAX_DOCUMENT_HASH,
  MAX_DOCUMENT_LINK,
  MAX_PK,
  MAX_RELAY,
} from './constants.ts'

export const support = (name: string) => `tfchain_support::types::${name}`
const own = (name: string) => `pallet_tfgrid::types::${name}`

export const relay = option(boundedBytes(MAX_RELAY))
export const pk = option(boundedBytes(MAX_PK))

export const twin = struct(
  own('Twin'),
  {
    id: u32,
    account_id: accountId,
    relay,
    entities: vec(struct(own('EntityProof'), { entity_id: u32, signature: bytes })),
    pk,
  },
  [{ name: 'AccountId', type: accountId }],
)
export type Twin = Infer<typeof twin>

export const cityName = newtype('pallet_tfgrid::node::CityName', boundedBytes(MAX_CITY_NAME))
export const countryName = newtype('pallet_tfgrid::node::CountryName', boundedBytes(MAX_COUNTRY_NAME))

export const entity = struct(
  own('Entity'),
  { version: u32, id: u32, name: bytes, account_id: accountId, country: countryName, city: cityName },
  [
    { name: 'AccountId', type: accountId },
    { name: 'City', type: cityName },
    { name: 'Country', type: countryName },
  ],
)

export const documentLink = boundedBytes(MAX_DOCUMENT_LINK)
export const documentHash = boundedBytes(MAX_DOCUMENT_HASH)

export const termsAndConditions = struct('pallet_tfgrid::terms_cond::TermsAndConditions', {
  account_id: accountId,
  timestamp: u64,
  document_link: documentLink,
  document_hash: documentHash,
})

const versions = Array.from({ length: 17 }, (_, i) => [`V${i + 1}Struct`, { index: i }])
export const storageVersion = variant<Record<string, { index: number }>>(
  own('StorageVersion'),
  Object.fromEntries(versions),
)

export const farmCertification = variant(support('FarmCertification'), {
  NotCertified: { index: 0 },
  Gold: { index: 1 },
})
export type FarmCertification = Infer<typeof farmCertification>
export const nodeCertification = variant(support('NodeCertification'), { Diy: { index: 0 }, Certified: { index: 1 } })
export type NodeCertification = Infer<typeof nodeCertification>
