import {
  bool,
  boundedBytes,
  boundedVec,
  type Infer,
  newtype,
  option,
  struct,
  u32,
  u64,
  variant,
  vec,
} from '../../../scale/index.ts'
import {
  MAC_LENGTH,
  MAX_CITY_NAME,
  MAX_COORDINATE,
  MAX_COUNTRY_NAME,
  MAX_DOMAIN,
  MAX_GATEWAY6,
  MAX_INTERFACE_IP,
  MAX_INTERFACE_IPS,
  MAX_INTERFACE_NAME,
  MAX_INTERFACES,
  MAX_IP6,
  MAX_SERIAL_NUMBER,
} from './constants.ts'
import { cityName, countryName, nodeCertification, support } from './types.ts'
import { ip4Pair } from './types-farm.ts'

/** Bytes of disks and memory, number of cores. */
export const resources = struct('tfchain_support::resources::Resources', { hru: u64, sru: u64, cru: u64, mru: u64 })
export type Resources = Infer<typeof resources>

const city = boundedBytes(MAX_CITY_NAME)
const country = boundedBytes(MAX_COUNTRY_NAME)
const coordinate = boundedBytes(MAX_COORDINATE)

export const locationInput = struct(
  'pallet_tfgrid::types::LocationInput',
  { city, country, latitude: coordinate, longitude: coordinate },
  [
    { name: 'City', type: city },
    { name: 'Country', type: country },
    { name: 'Latitude', type: coordinate },
    { name: 'Longitude', type: coordinate },
  ],
)
export type Location = Infer<typeof locationInput>

const location = struct('pallet_tfgrid::node::Location', {
  city: cityName,
  country: countryName,
  latitude: coordinate,
  longitude: coordinate,
})

const name = boundedBytes(MAX_INTERFACE_NAME)
const mac = boundedBytes(MAC_LENGTH)
const ips = boundedVec(boundedBytes(MAX_INTERFACE_IP), MAX_INTERFACE_IPS)
const interfaceOf = (parts: { name: typeof name; mac: typeof mac; ips: typeof ips }) =>
  struct(support('Interface'), parts, [
    { name: 'Name', type: parts.name },
    { name: 'Mac', type: parts.mac },
    { name: 'Ips', type: parts.ips },
  ])

export const interfacesInput = boundedVec(interfaceOf({ name, mac, ips }), MAX_INTERFACES)
export type Interfaces = Infer<typeof interfacesInput>

const networkInterface = interfaceOf({
  name: newtype('pallet_tfgrid::interface::InterfaceName', name),
  mac: newtype('pallet_tfgrid::interface::InterfaceMac', mac),
  ips: boundedVec(newtype('pallet_tfgrid::interface::InterfaceIp', boundedBytes(MAX_INTERFACE_IP)), MAX_INTERFACE_IPS),
})

export const serialNumberInput = option(boundedBytes(MAX_SERIAL_NUMBER))
const serialNumber = newtype('pallet_tfgrid::node::SerialNumber', boundedBytes(MAX_SERIAL_NUMBER))

const ip6Pair = struct(support('IP6'), { ip: boundedBytes(MAX_IP6), gw: boundedBytes(MAX_GATEWAY6) })

export const publicConfig = struct(support('PublicConfig'), {
  ip4: ip4Pair,
  ip6: option(ip6Pair),
  domain: option(boundedBytes(MAX_DOMAIN)),
})
export type PublicConfig = Infer<typeof publicConfig>

export const node = struct(
  support('Node'),
  {
    version: u32,
    id: u32,
    farm_id: u32,
    twin_id: u32,
    resources,
    location,
    public_config: option(publicConfig),
    created: u64,
    farming_policy_id: u32,
    interfaces: vec(networkInterface),
    certification: nodeCertification,
    secure_boot: bool,
    virtualized: bool,
    serial_number: option(serialNumber),
    connection_price: u32,
  },
  [
    { name: 'Location', type: location },
    { name: 'If', type: networkInterface },
    { name: 'SerialNumber', type: serialNumber },
  ],
)
export type Node = Infer<typeof node>

export const power = variant(support('Power'), { Up: { index: 0 }, Down: { index: 1 } })
export type Power = Infer<typeof power>

/** What a node says of itself: up, or down since a block. */
export const powerState = variant(support('PowerState'), { Up: { index: 0 }, Down: { index: 1, of: u32 } }, [
  { name: 'B', type: u32 },
])
export type PowerState = Infer<typeof powerState>

/** `target` is what the farmer asks of the node. */
export const nodePower = struct(support('NodePower'), { state: powerState, target: power }, [{ name: 'B', type: u32 }])
export type NodePower = Infer<typeof nodePower>
