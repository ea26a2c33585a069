import { z } from 'zod'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { type Entry, provenEntries } from '../proof/entries.ts'
import { MalformedProof } from '../proof/malformed.ts'
import { proving, requestProof, requestRoot } from '../proof/read-proven.ts'

/** What is stored under one key; null when the endpoint has forgotten it between two replies. */
export interface Stored {
  readonly key: string
  readonly value: string | null
}

/** Keys asked for in one page, and values in one request. */
const PAGE = 256
/**
 * The same with proofs: a reply has to hold the proof of all of them. A node sends 15 MB by default, in hex, so that an entry may
 * take 58 kB of it. One takes about 120 bytes more than its value, in maps of any size.
 */
const PROVEN_PAGE = 128

const hex = z.string().regex(/^0x([0-9a-f]{2})*$/)
const hexOrNull = z.string().nullable()

/** All entries under a prefix as of a block, page after page in the order of their keys, as the endpoint tells them. */
export async function* toldPages(session: Session, prefix: string, at: string): AsyncGenerator<readonly Stored[]> {
  for (let after: string | undefined = prefix; after !== undefined; ) {
    const keys: readonly string[] = await keysAfter(session, prefix, after, PAGE, at)
    const values = await Promise.all(keys.map((key) => session.request('state_getStorage', [key, at])))
    yield keys.map((key, index) => ({ key, value: hexOrNull.parse(values[index]) }))
    after = keys.length === PAGE ? keys.at(-1) : undefined
  }
}

/**
 * The same, proven: of each page the nodes of the trie that lead to its keys are all there are from the page before it on, so that
 * none is kept back, changed or made up between them. The last page reaches up to the end of the prefix.
 *
 * @throws ChainError `bad-proof` when the list of keys is not that of the trie, or a part of it is kept back
 */
export async function* provenPages(session: Session, prefix: string, at: string): AsyncGenerator<readonly Stored[]> {
  const root = await requestRoot(session, prefix, at)
  for (let after: string | undefined = prefix; after !== undefined; ) {
    const keys: readonly string[] = await keysAfter(session, prefix, after, PROVEN_PAGE, at)
    const isLast = keys.length < PROVEN_PAGE
    // With the end of the page before it: what lies between that and the first of this one is to be seen too.
    const proof = await requestProof(session, prefix, [after, ...keys], at)
    const range = { prefix, after, last: isLast ? undefined : keys.at(-1) }
    const bounds = { entries: keys.length, nibbles: Math.max(...[after, ...keys].map(({ length }) => length - 2)) }
    yield proving(session, prefix, () => agreeing(keys, provenEntries(root, range, proof, bounds)))
    after = isLast ? undefined : keys.at(-1)
  }
}

/** @throws MalformedProof when they are not the entries of these keys */
function agreeing(keys: readonly string[], entries: readonly Entry[]): readonly Entry[] {
  for (const [index, key] of keys.entries())
    if (entries[index]?.key !== key) throw new MalformedProof(`the keys told of are not those of the trie at ${key}`)
  return entries
}

/** @throws ChainError `malformed-reply` when it is no page of keys */
async function keysAfter(session: Session, prefix: string, after: string, count: number, at: string) {
  const method = 'state_getKeysPaged'
  const keys = z
    .array(hex)
    .max(count)
    .safeParse(await session.request(method, [prefix, count, after, at]))
  if (keys.success) return keys.data
  throw new ChainError({ code: 'malformed-reply', method, reason: 'no page of keys' }, `${method}: no page of keys`)
}
