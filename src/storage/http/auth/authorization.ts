import { HttpError } from '../errors.ts'

/** What an `Authorization` header claims. */
export interface Claim {
  /** 32 bytes, hex: the account, and the key its signature is checked against. */
  readonly account: string
  /** 64 bytes, hex. */
  readonly signature: string
  /** When it was signed, in seconds since 1970. */
  readonly seconds: number
  /** What binds it to one request; null in the loose form. */
  readonly bound: {
    readonly nonce: string
    /** SHA-256 of the body, hex without `0x`. */
    readonly digest: string
  } | null
}

const LOOSE = /^Web3Storage (?:0x)?([0-9a-f]{64}):(?:0x)?([0-9a-f]{128}):(\d{1,12})$/i
const STRICT =
  /^Web3Storage2 (?:0x)?([0-9a-f]{64}):(?:0x)?([0-9a-f]{128}):(\d{1,12}):([0-9a-z_-]{16,64}):([0-9a-f]{64})$/i

export const required = (message: string): HttpError => new HttpError('auth_required', { message })

/** @throws HttpError `auth_required` */
export function readAuthorization(header: string | undefined): Claim {
  if (header === undefined) throw required('this takes an Authorization header')
  const [, account, signature, seconds, nonce, digest] = STRICT.exec(header) ?? LOOSE.exec(header) ?? []
  if (account === undefined)
    throw required(
      'the Authorization header is not "Web3Storage <key>:<signature>:<unix seconds>", nor "Web3Storage2 <key>:<signature>:<unix seconds>:<nonce>:<sha256 of the body>"',
    )
  return {
    account: `0x${account.toLowerCase()}`,
    signature: `0x${signature!.toLowerCase()}`,
    seconds: Number(seconds),
    bound: nonce === undefined ? null : { nonce, digest: digest!.toLowerCase() },
  }
}
