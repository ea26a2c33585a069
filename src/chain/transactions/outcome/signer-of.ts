import { hexToU8a } from '#polkadot'

/** A signed extrinsic, by its first byte after the length; the other bits are its version. */
const SIGNED = 0x80
/** `MultiAddress::Id`, as which accounts are written unless the chain has accounts of 20 bytes. */
const ACCOUNT_ID = 0

/** The account that signed an extrinsic, hex; undefined for one that is unsigned or writes its signer otherwise. */
export function signerOf(extrinsic: string): string | undefined {
  const bytes = hexToU8a(extrinsic.slice(0, 2 + 2 * 40))
  const start = [1, 2, 4, 5][(bytes[0] ?? 3) & 3]!
  if (((bytes[start] ?? 0) & SIGNED) === 0 || bytes[start + 1] !== ACCOUNT_ID) return undefined
  const account = bytes.subarray(start + 2, start + 34)
  return account.length < 32 ? undefined : `0x${Buffer.from(account).toString('hex')}`
}
