import { isIPv4, isIPv6 } from 'node:net'
import { failure } from './errors.ts'
import type { Interfaces, Location } from './types-node.ts'

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

export function ensureFarmName(name: Uint8Array): void {
  if (name.length < 3) throw failure.FarmNameTooShort()
  if (!/^[a-zA-Z0-9_-]+$/.test(textOf(name))) throw failure.InvalidFarmName()
}

/** Letters, digits and dashes between single dots. */
export function ensureRelay(relay: Uint8Array | undefined): void {
  if (relay && !/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/.test(textOf(relay))) throw failure.InvalidRelayAddress()
}

export function ensureDocument(link: Uint8Array, hash: Uint8Array): void {
  if (link.length < 1) throw failure.DocumentLinkInputTooShort()
  if (!/^[a-zA-Z0-9\-._~:/?#[\]@!$&'()*+,;=]+$/.test(textOf(link))) throw failure.InvalidDocumentLinkInput()
  if (hash.length < 1) throw failure.DocumentHashInputTooShort()
  if (!/^[a-zA-Z0-9_-]+$/.test(textOf(hash))) throw failure.InvalidDocumentHashInput()
}

export function ensureLocation({ city, country, latitude, longitude }: Location): void {
  if (city.length < 1) throw failure.CityNameTooShort()
  if (country.length < 2) throw failure.CountryNameTooShort()
  if (latitude.length < 1) throw failure.LatitudeInputTooShort()
  if (!isCoordinate(latitude, 90)) throw failure.InvalidLatitudeInput()
  if (longitude.length < 1) throw failure.LongitudeInputTooShort()
  if (!isCoordinate(longitude, 180)) throw failure.InvalidLongitudeInput()
}

const isCoordinate = (bytes: Uint8Array, limit: number) => {
  const text = textOf(bytes)
  return text === 'Unknown' || (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Math.abs(Number(text)) <= limit)
}

export function ensureInterfaces(interfaces: Interfaces): void {
  for (const { name, mac, ips } of interfaces) {
    if (name.length < 3) throw failure.InterfaceNameTooShort()
    if (!/^[a-z0-9_-]+$/.test(textOf(name))) throw failure.InvalidInterfaceName()
    if (mac.length < 17) throw failure.InterfaceMacTooShort()
    if (!/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(textOf(mac))) throw failure.InvalidMacAddress()
    for (const ip of ips) {
      if (ip.length < 7) throw failure.InterfaceIpTooShort()
      if (!isIPv4(textOf(ip)) && !isIPv6(textOf(ip))) throw failure.InvalidInterfaceIP()
    }
  }
}

export const isDomain = (domain: Uint8Array): boolean => /^[a-zA-Z0-9.-]*$/.test(textOf(domain))
