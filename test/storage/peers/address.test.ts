import { describe, expect, it } from 'vitest'
import { urlOf } from '../../../src/storage/peers/address.ts'
import { PeerError } from '../../../src/storage/peers/errors.ts'

describe('the address of a provider', () => {
  it.each([
    ['/ip4/10.0.0.1/tcp/3333', 'http://10.0.0.1:3333'],
    ['/ip4/10.0.0.1/tcp/3333/http', 'http://10.0.0.1:3333'],
    ['/ip6/::1/tcp/3333', 'http://[::1]:3333'],
    ['/ip4/10.0.0.1/tcp/3333/p2p/12D3KooW', 'http://10.0.0.1:3333'],
    ['/dns/provider.example/tcp/80', 'http://provider.example:80'],
    ['/dns4/provider.example/tcp/443/https', 'https://provider.example:443'],
    ['/dns6/provider.example/tcp/443/tls/http', 'https://provider.example:443'],
    ['/dns/provider.example/tcp/443/tls/http/http-path/provider%2Fapi', 'https://provider.example:443/provider/api'],
    ['/dns/provider.example/tcp/443/https/http-path/api%2F', 'https://provider.example:443/api'],
  ])('%s is %s', (multiaddr, url) => expect(urlOf(multiaddr)).toBe(url))

  it.each([
    '',
    'http://provider.example',
    'ip4/10.0.0.1/tcp/3333',
    '/ip4',
    '/ip4/',
    '/ip4/10.0.0.1',
    '/ip4//tcp/3333',
    '/ip4/10.0.0.1/udp/3333',
    '/ip4/10.0.0.1/tcp/',
    '/ip4/10.0.0.1/tcp/0',
    '/ip4/10.0.0.1/tcp/65536',
    '/ip4/10.0.0.1/tcp/3333x',
    '/ip4/10.0.0.1/tcp/3333/quic',
    '/ip4/10.0.0.1/tcp/3333/ws',
    '/ip4/10.0.0.1/tcp/3333/tls',
    '/ip4/10.0.0.1@elsewhere.example#/tcp/3333',
    '/ip4/999.0.0.1/tcp/3333',
    '/ip4/provider.example/tcp/3333',
    '/ip6/10.0.0.1/tcp/3333',
    '/ip6/::zz/tcp/3333',
    '/dns/a b/tcp/3333',
    '/dns/user@provider.example/tcp/3333',
    '/dns/provider.example?x/tcp/3333',
    '/dns/provider.example/tcp/443/https/http-path/%zz',
    '/dns/provider.example/tcp/443/https/http-path/a%3Fb',
    '/dns/provider.example/tcp/443/https/http-path/a%23b',
    '/ip6/fe80::1%25eth0/tcp/3333',
    '/constructor/x/tcp/3333',
    '/onion3/abc/tcp/80',
    '/unix/run/socket',
  ])('%s is none', (multiaddr) => {
    let error: unknown
    try {
      urlOf(multiaddr)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(PeerError)
    expect(error).toMatchObject({ code: 'bad-address', retryable: false })
  })
})
