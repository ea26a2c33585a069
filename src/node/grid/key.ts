import { resolve } from 'node:path'
import type { Signer } from '../../chain/signing/signer.ts'
import { createSystemClock } from '../../kernel/index.ts'
import { signerOfKeyfile } from '../account/keyfile.ts'
import type { AccountPlace } from '../account/place.ts'
import { signerOfRemote } from '../account/remote.ts'
import { signerOfKeystore } from '../account/unlock.ts'
import { ConfigError } from '../config/problem.ts'

/** Where the key of a node is. */
export type NodeKey =
  | { readonly keyfile: string; readonly type: 'ed25519' | 'sr25519' }
  | { readonly keystore: string; readonly passphraseFile: string }
  /** Another process that signs: path of its socket. */
  | { readonly remote: string }

/** Flags that say it. */
const FLAGS: Readonly<Record<string, string>> = {
  keyfile: '--key-file',
  keystore: '--keystore',
  passphraseFile: '--passphrase-file',
  remote: '--signer',
}

/** Milliseconds in which another process has to sign. */
const DEADLINE = 5_000

/** The key of a node: for its extrinsics and messages, and for what it says of its use. @throws ConfigError */
export async function loadNodeKey(key: NodeKey): Promise<Signer> {
  const place: AccountPlace = {
    path: (file) => resolve(file),
    problem: (name, { code, message, expected }) => {
      const value = JSON.stringify((key as Readonly<Record<string, unknown>>)[name])
      return new ConfigError([{ code, file: FLAGS[name] ?? name, field: '', value, message, expected }])
    },
  }
  if ('keyfile' in key) return signerOfKeyfile(key, place)
  if ('keystore' in key) return signerOfKeystore(key, place)
  return signerOfRemote({ ...key, deadline: DEADLINE }, place, createSystemClock())
}
