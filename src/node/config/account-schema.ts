import { z } from 'zod'
import { decodeAddress } from '#polkadot'

const isAddress = (text: string): boolean => {
  try {
    return decodeAddress(text).length === 32
  } catch {
    return false
  }
}

const address = z.string().refine(isAddress, { error: 'an SS58 address' })

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, { error: 'a hash: 0x and 64 hexadecimal digits' })

const file = z.string().min(1, { error: 'a file' })

const type = z.enum(['sr25519', 'ed25519', 'ecdsa'])

const LOOPBACK = /^ws:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/

const KINDS =
  '"uri" (a development account such as //Alice), "keyfile" (a file that holds the secret), "keystore" (a polkadot-js JSON) or "remote" (another process that signs)'

const uri = z.strictObject({
  uri: z.string().regex(/^\/\//, {
    error: 'a development account such as //Alice; a secret of your own belongs in a file named by "keyfile"',
  }),
  type: type.optional(),
  /** Of the one chain that it signs for; without it, for any whose type is `Development` or `Local`. */
  genesis: hash.optional(),
  /** The account that calls are made for: this one is its proxy. So for every kind. */
  proxyFor: address.optional(),
})

const keyfile = z.strictObject({
  keyfile: file,
  type: type.optional(),
  /** For a file with a development account in it, as with "uri". */
  genesis: hash.optional(),
  proxyFor: address.optional(),
})

const keystoreFields = z.strictObject({
  /** JSON of polkadot-js, version 3. */
  keystore: file,
  passphraseFile: file.optional(),
  /** A descriptor that the process is started with. */
  passphraseFd: z
    .number()
    .int()
    .min(0)
    .refine((fd) => fd !== 1 && fd !== 2, { error: '0, or a descriptor from 3 on' })
    .optional(),
})

interface PassphraseSource {
  readonly passphraseFile?: string | undefined
  readonly passphraseFd?: number | undefined
}

const hasOnePassphrase = ({ passphraseFile, passphraseFd }: PassphraseSource): boolean =>
  (passphraseFile === undefined) !== (passphraseFd === undefined)

const onePassphrase = {
  path: ['passphraseFile'],
  error: 'either "passphraseFile" (mode 600) or "passphraseFd" (the number of an open descriptor)',
}

const keystore = keystoreFields.extend({ proxyFor: address.optional() }).refine(hasOnePassphrase, onePassphrase)

const remote = z.strictObject({
  remote: z
    .string()
    .min(1)
    .refine((text) => !text.includes('://') || LOOPBACK.test(text), {
      error: 'the path of a unix socket, or a ws:// address on this machine: requests are neither encrypted nor signed',
    }),
  /** What it has to sign with; without it, whatever it says. */
  address: address.optional(),
  /** Milliseconds in which an answer must come. */
  deadline: z.number().int().min(1).max(120_000).default(5_000),
  proxyFor: address.optional(),
})

export const accountSchema = z.union([uri, keyfile, keystore, remote], { error: `one of ${KINDS}` })

/** What a signer that serves others may hold. */
export const ownAccountSchema = z.union(
  [keyfile.omit({ genesis: true, proxyFor: true }), keystoreFields.refine(hasOnePassphrase, onePassphrase)],
  { error: '"keyfile" (a file that holds the secret) or "keystore" (a polkadot-js JSON)' },
)

export type AccountConfig = z.output<typeof accountSchema>
export type UriAccount = z.output<typeof uri>
export type KeyfileAccount = z.output<typeof keyfile>
export type KeystoreAccount = z.output<typeof keystore>
export type RemoteAccount = z.output<typeof remote>
