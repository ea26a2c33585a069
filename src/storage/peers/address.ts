import { PeerError } from './errors.ts'

const HOSTS: ReadonlySet<string> = new Set(['ip4', 'ip6', 'dns', 'dns4', 'dns6'])

/**
 * Where the HTTP API of a provider is, by the multiaddr that it has registered: `/ip4/10.0.0.1/tcp/3333`,
 * `/dns4/name/tcp/443/https`, `/dns/name/tcp/443/tls/http/http-path/provider%2Fapi`.
 *
 * @returns the URL without a slash at its end @throws PeerError `bad-address`
 */
export function urlOf(multiaddr: string): string {
  const bad = (reason: string) => new PeerError('bad-address', multiaddr === '' ? '(no address)' : multiaddr, reason)
  const [empty, family = '', host = '', transport, port = '', ...rest] = multiaddr.split('/')
  if (empty !== '' || !HOSTS.has(family) || host === '')
    throw bad('an address begins with /ip4/, /ip6/ or /dns/ and a host')
  if (transport !== 'tcp' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535 || Number(port) === 0)
    throw bad('an address goes on with /tcp/ and a port')
  const { scheme, path } = protocolOf(rest)
  if (scheme === undefined) throw bad(`/${rest.join('/')} is not spoken`)
  const url = `${scheme}://${family === 'ip6' ? `[${host}]` : host}:${port}${path}`
  if (!URL.canParse(url)) throw bad('an address with a host that is none')
  return url
}

function protocolOf(parts: readonly string[]): { scheme: 'http' | 'https' | undefined; path: string } {
  const at = parts.indexOf('http-path')
  const protocols = (at === -1 ? parts : parts.slice(0, at)).join('/')
  const path = at === -1 ? '' : `/${decodeURIComponent(parts[at + 1] ?? '')}`.replace(/\/+$/, '')
  if (protocols === '' || protocols === 'http') return { scheme: 'http', path }
  if (protocols === 'https' || protocols === 'tls/http') return { scheme: 'https', path }
  return { scheme: undefined, path }
}
