import { isIPv4, isIPv6 } from 'node:net'
import { PeerError } from './errors.ts'

const isName = (host: string): boolean =>
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(host)

/** Whether a host is of its family: anything else could turn the URL into one of another host. */
const HOSTS: Readonly<Record<string, (host: string) => boolean>> = {
  ip4: isIPv4,
  ip6: (host) => isIPv6(host) && !host.includes('%'),
  dns: isName,
  dns4: isName,
  dns6: isName,
}

/** What may be in a path beside its slashes; the rest of a URL cannot be smuggled in by it. */
const PATH = /^[\w.~!$&'()*+,;=:@/-]*$/

/**
 * Where the HTTP API of a provider is, by the multiaddr that it has registered: `/ip4/10.0.0.1/tcp/3333`,
 * `/dns4/name/tcp/443/https`, `/dns/name/tcp/443/tls/http/http-path/provider%2Fapi`; who it says it is at the end, by `/p2p/…`,
 * does not matter here.
 *
 * @returns the URL without a slash at its end @throws PeerError `bad-address`
 */
export function urlOf(multiaddr: string): string {
  const bad = (reason: string) => new PeerError('bad-address', multiaddr === '' ? '(no address)' : multiaddr, reason)
  const [empty, family = '', host = '', transport, port = '', ...rest] = multiaddr
    .replace(/\/p2p\/[^/]+$/, '')
    .split('/')
  const isHost = Object.hasOwn(HOSTS, family) ? HOSTS[family] : undefined
  if (empty !== '' || isHost === undefined || !isHost(host))
    throw bad('an address begins with /ip4/, /ip6/ or /dns/ and a host of that kind')
  if (transport !== 'tcp' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535 || Number(port) === 0)
    throw bad('an address goes on with /tcp/ and a port')
  const { scheme, path } = protocolOf(rest)
  if (scheme === undefined) throw bad(`/${rest.join('/')} is not spoken`)
  if (path === undefined || !PATH.test(path)) throw bad(`/${rest.join('/')} has a path that is none`)
  const url = `${scheme}://${family === 'ip6' ? `[${host}]` : host}:${port}${path}`
  if (!URL.canParse(url)) throw bad('an address with a host that is none')
  return url
}

function protocolOf(parts: readonly string[]): { scheme: 'http' | 'https' | undefined; path: string | undefined } {
  const at = parts.indexOf('http-path')
  const protocols = (at === -1 ? parts : parts.slice(0, at)).join('/')
  const path = at === -1 ? '' : decoded(parts[at + 1] ?? '')
  if (protocols === '' || protocols === 'http') return { scheme: 'http', path }
  if (protocols === 'https' || protocols === 'tls/http') return { scheme: 'https', path }
  return { scheme: undefined, path }
}

function decoded(part: string): string | undefined {
  try {
    return `/${decodeURIComponent(part)}`.replace(/\/+$/, '')
  } catch {
    return undefined
  }
}
