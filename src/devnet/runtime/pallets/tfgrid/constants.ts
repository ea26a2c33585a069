import { u32, u64 } from '../../../scale/index.ts'
import { constant } from '../../pallet/index.ts'

// Bounds of the types; lengths in bytes.
export const MAX_IP4 = 18
export const MAX_GATEWAY4 = 15
export const MAX_IP6 = 43
export const MAX_GATEWAY6 = 39
export const MAX_DOMAIN = 128
export const MAX_RELAY = 1_024
export const MAX_PK = 128
export const MAX_PUBLIC_IPS = 256
export const MAX_FARM_NAME = 40
export const MAX_FARM_PUBLIC_IPS = 512
export const MAX_INTERFACES = 10
export const MAX_INTERFACE_IPS = 10
export const MAX_INTERFACE_NAME = 20
export const MAC_LENGTH = 17
export const MAX_INTERFACE_IP = 42
export const MAX_CITY_NAME = 58
export const MAX_COUNTRY_NAME = 56
export const MAX_COORDINATE = 50
export const MAX_SERIAL_NUMBER = 128
export const MAX_DOCUMENT_LINK = 2_048
export const MAX_DOCUMENT_HASH = 50

/** Seconds by which a node's own time may differ from the chain's. */
export const TIMESTAMP_HINT_DRIFT = 60n

export const constants = {
  MaxFarmNameLength: constant(u32, MAX_FARM_NAME),
  MaxFarmPublicIps: constant(u32, MAX_FARM_PUBLIC_IPS),
  MaxInterfacesLength: constant(u32, MAX_INTERFACES),
  MaxInterfaceIpsLength: constant(u32, MAX_INTERFACE_IPS),
  TimestampHintDrift: constant(u64, TIMESTAMP_HINT_DRIFT),
}
