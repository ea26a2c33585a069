/**
 * What a client signs to use the API. There are two forms.
 *
 * `Authorization: Web3Storage <key>:<signature>:<seconds>` is over `web3storage:<METHOD>:<bucket>:<seconds>`. Existing clients send
 * it. Whoever sees it can use it for ten minutes for any request with that method in that bucket.
 *
 * `Authorization: Web3Storage2 <key>:<signature>:<seconds>:<nonce>:<digest>` is over these lines, joined by line feeds:
 *
 * ```
 * web3storage2
 * <METHOD>
 * <account of the provider, 0x and 64 hex digits, as /info gives it>
 * <path and query, byte for byte as they are sent>
 * <seconds>
 * <nonce: 16 to 64 letters, digits, - or _, another for each request>
 * <SHA-256 of the body, 64 hex digits; of no bytes where there is no body>
 * ```
 *
 * It is good for this request to this provider, once. The digest of an upload is compared before anything is committed.
 *
 * Keys and signatures are hex, sr25519 or ed25519, over the text or over `<Bytes>`, the text, `</Bytes>`. Seconds are since 1970.
 */
export const looseStatement = (method: string, bucketId: bigint, seconds: number): string =>
  `web3storage:${method}:${bucketId}:${seconds}`

export interface StrictRequest {
  readonly method: string
  readonly provider: string
  readonly path: string
  readonly seconds: number
  readonly nonce: string
  readonly digest: string
}

export const strictStatement = ({ method, provider, path, seconds, nonce, digest }: StrictRequest): string =>
  ['web3storage2', method, provider, path, seconds, nonce, digest].join('\n')
