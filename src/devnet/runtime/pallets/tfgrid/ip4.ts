import { isIPv4 } from 'node:net'
import type { Ip4Pair } from './types-farm.ts'

/** First address and prefix length of what nobody reaches over the internet: private, own, link-local, shared, many at once. */
const NOT_PUBLIC = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const

/** Whether both are public addresses of one host each, and the gateway another address of the same network. */
export function isPublicIp4({ ip, gw }: Ip4Pair): boolean {
  const [address, length] = Buffer.from(ip).toString('latin1').split('/')
  const gateway = Buffer.from(gw).toString('latin1')
  if (!address || !isIPv4(address) || !isIPv4(gateway)) return false
  const bits = Number(length)
  if (!/^\d{1,2}$/.test(length ?? '') || bits > 32) return false
  const network = prefix(address, bits)
  return isPublic(address) && isPublic(gateway) && prefix(gateway, bits) === network && toNumber(gateway) !== network
}

const isPublic = (address: string) => !NOT_PUBLIC.some(([first, bits]) => prefix(address, bits) === toNumber(first))

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const prefix = (address: string, bits: number) => {
  const hosts = 2 ** (32 - bits)
  return toNumber(address) - (toNumber(address) % hosts)
}
