import type { Letter } from '../message/letter.ts'
import type { MailboxPolicy, MailboxSpec } from '../unit/unit.ts'

export const DEFAULT_BOUND = 1_000

/** What offering a letter did. `displaced` is the older letter that gave way. */
export type Admission =
  | { readonly taken: true; readonly displaced: undefined }
  | { readonly taken: true; readonly displaced: Letter; readonly how: 'coalesced' | 'dropped' }
  | { readonly taken: false; readonly critical: boolean }

const TAKEN: Admission = { taken: true, displaced: undefined }
const REFUSED: Admission = { taken: false, critical: false }
const REFUSED_CRITICAL: Admission = { taken: false, critical: true }

/** The bounded queue of one actor. */
export interface Mailbox {
  readonly size: number
  offer(letter: Letter): Admission
  /** The letter that `take` would give. */
  readonly next: Letter | undefined
  take(): Letter | undefined
  /** Empties it, oldest first. */
  clear(): Letter[]
  /** Changes bound and policies; what already waits stays. */
  reshape(spec: MailboxSpec): void
}

export function createMailbox(spec: MailboxSpec): Mailbox {
  let letters: Letter[] = []
  // Taken letters leave a gap at the front that is closed now and then, not at each take.
  let head = 0
  let bound = spec.bound ?? DEFAULT_BOUND
  let policies: Readonly<Record<string, MailboxPolicy>> = spec.policy ?? {}

  function take(): Letter | undefined {
    const letter = letters[head]
    if (letter === undefined) return undefined
    letters[head] = undefined as never
    head += 1
    if (head === letters.length) {
      letters = []
      head = 0
    } else if (head > 512 && head * 2 > letters.length) {
      letters = letters.slice(head)
      head = 0
    }
    return letter
  }

  function removeOldest(type: string): Letter | undefined {
    for (let index = head; index < letters.length; index += 1)
      if (letters[index]!.event.type === type) return letters.splice(index, 1)[0]
    return undefined
  }

  function displace(letter: Letter, how: 'coalesced' | 'dropped'): Admission {
    const displaced = removeOldest(letter.event.type)
    if (displaced === undefined && letters.length - head >= bound) return REFUSED
    letters.push(letter)
    return displaced === undefined ? TAKEN : { taken: true, displaced, how }
  }

  return {
    get size() {
      return letters.length - head
    },
    get next() {
      return letters[head]
    },
    offer(letter) {
      const policy = policies[letter.event.type]
      if (policy === 'coalesce-latest') return displace(letter, 'coalesced')
      if (letters.length - head < bound) {
        letters.push(letter)
        return TAKEN
      }
      if (policy === 'drop-oldest') return displace(letter, 'dropped')
      return policy === 'stop-critical' ? REFUSED_CRITICAL : REFUSED
    },
    take,
    clear() {
      const rest = letters.slice(head)
      letters = []
      head = 0
      return rest
    },
    reshape(next) {
      bound = next.bound ?? DEFAULT_BOUND
      policies = next.policy ?? {}
    },
  }
}
