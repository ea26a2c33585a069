const ALPHABET = Buffer.from('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')
const ZERO = ALPHABET[0]!
/** Symbol to digit; 255 for what is none. */
const DIGITS = new Uint8Array(256).fill(255)
for (const [digit, symbol] of ALPHABET.entries()) DIGITS[symbol] = digit

// Numbers are held in limbs of 24 bits, the highest first, and moved by four digits at a time: a limb times that many, or that
// many times a limb, is still an exact number.
const GROUP = 4
const BASE = 58 ** GROUP
const LIMB = 2 ** 24
const LIMB_BYTES = 3
/** Longest number, bytes. Whatever is written or read goes through the same few bytes of memory. */
const LONGEST = 36
const limbs = new Int32Array(LONGEST / LIMB_BYTES)
const symbols = Buffer.alloc(LONGEST * 2)

/** @param bytes 36 at most */
export function toBase58(bytes: Buffer): string {
  load(bytes)
  let start = symbols.length
  for (let first = skipZeros(0); first < limbs.length; first = skipZeros(first)) {
    let group = 0
    for (let at = first; at < limbs.length; at += 1) {
      const value = group * LIMB + limbs[at]!
      const quotient = Math.floor(value / BASE)
      limbs[at] = quotient
      group = value - quotient * BASE
    }
    for (let digit = 0; digit < GROUP; digit += 1) {
      const rest = (group / 58) | 0
      symbols[--start] = ALPHABET[group - rest * 58]!
      group = rest
    }
  }
  // The last group may have begun with digits that are zero; before them stands one symbol for each zero byte.
  while (start < symbols.length && symbols[start] === ZERO) start += 1
  for (let zeros = leading(bytes, bytes.length, 0); zeros > 0; zeros -= 1) symbols[--start] = ZERO
  return symbols.toString('latin1', start)
}

/** Writes the number to the end of `target`, 36 bytes. @returns how many of them it has, 0 for what is no such number */
export function fromBase58(text: string, target: Buffer): number {
  const length = text.length
  if (length > symbols.length || symbols.write(text, 'latin1') !== length) return 0
  limbs.fill(0)
  for (let at = 0; at < length; ) {
    const end = at === 0 ? length % GROUP || GROUP : at + GROUP
    let carry = 0
    for (; at < end; at += 1) {
      const digit = DIGITS[symbols[at]!]!
      if (digit === 255) return 0
      carry = carry * 58 + digit
    }
    for (let limb = limbs.length - 1; limb >= 0; limb -= 1) {
      const value = limbs[limb]! * BASE + carry
      carry = Math.floor(value / LIMB)
      limbs[limb] = value - carry * LIMB
    }
    if (carry > 0) return 0
  }
  for (let limb = 0; limb < limbs.length; limb += 1) {
    target[limb * LIMB_BYTES] = limbs[limb]! >> 16
    target[limb * LIMB_BYTES + 1] = limbs[limb]! >> 8
    target[limb * LIMB_BYTES + 2] = limbs[limb]!
  }
  return LONGEST - leading(target, LONGEST, 0) + leading(symbols, length, ZERO)
}

function load(bytes: Buffer): void {
  limbs.fill(0)
  for (let at = bytes.length - 1, shift = 0, limb = limbs.length - 1; at >= 0; at -= 1) {
    limbs[limb]! |= bytes[at]! << shift
    shift += 8
    if (shift === 24) {
      shift = 0
      limb -= 1
    }
  }
}

function leading(bytes: Buffer, length: number, byte: number): number {
  let count = 0
  while (count < length && bytes[count] === byte) count += 1
  return count
}

function skipZeros(from: number): number {
  let at = from
  while (at < limbs.length && limbs[at] === 0) at += 1
  return at
}
