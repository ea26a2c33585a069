import { isIPv6 } from 'node:net'

/** Whether both are global addresses of one host each, and the gateway another address of the same network. */
export function isPublicIp6({ ip, gw }: { readonly ip: Uint8Array; readonly gw: Uint8Array }): boolean {
  const [address, length] = Buffer.from(ip).toString('latin1').split('/')
  const gateway = Buffer.from(gw).toString('latin1')
  if (!address || !isIPv6(address) || !isIPv6(gateway)) return false
  const bits = Number(length)
  if (!/^\d{1,3}$/.test(length ?? '') || bits > 128) return false
  const [own, other] = [toNumber(address), toNumber(gateway)]
  const hosts = BigInt(128 - bits)
  return isGlobal(own) && isGlobal(other) && own >> hosts === other >> hosts && own !== other
}

// 2000::/3
const isGlobal = (address: bigint) => address >> 125n === 1n

function toNumber(address: string): bigint {
  const [head = '', tail] = withoutDots(address).split('::')
  const [first, last] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n)
}

const groups = (part: string) => (part === '' ? [] : part.split(':'))

/** `::ffff:1.2.3.4` as `::ffff:102:304`. */
const withoutDots = (address: string) =>
  address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  )
