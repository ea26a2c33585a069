import { readHead } from '../../../chain/reader/read.ts'
import { messageOf } from '../../../kernel/index.ts'
import { proposalPayload } from '../../commitment/payloads.ts'
import type { Commitment } from '../../store/types.ts'
import { latestCommon } from '../common.ts'
import { objectionTo } from '../cosign/standing.ts'
import { isSame } from '../cosign/words.ts'
import type { DutyArgs, TaskCtx } from '../ports.ts'
import { type BucketTerms, readContact, readDefaults, readTerms } from '../read.ts'
import { verifiedMulti } from '../registered.ts'
import { type WindowTerm, windowAt } from '../windows.ts'
import { askPeers, type Peer, type PeerAnswer } from './ask-peers.ts'
import type { Gathered, RoundVerdict } from './gathered.ts'

/** One duty's proposal, as it is worked on in a round. */
interface Case {
  readonly bucketId: bigint
  readonly term: WindowTerm
  readonly before: Gathered | null
  /** Number and hash of the block that everything is read at. */
  readonly at: { readonly number: number; readonly hash: string }
  readonly terms: BucketTerms
}

const short = (gathered: Gathered | null, reason: string): RoundVerdict => ({ verdict: 'short', gathered, reason })

/**
 * Asks every other primary that has not signed yet for its signature under what this provider proposes, and adds its own once there
 * are enough: until then it is free to propose what the others can sign.
 *
 * @throws ReadFailed, StoreError
 */
export async function round({ context }: DutyArgs, ctx: TaskCtx): Promise<RoundVerdict> {
  const leave = await ctx.ports.gate.enter(ctx.config.atOnce, ctx.signal)
  try {
    const [bucketId, term] = [context.bucketId!, context.term!]
    const at = await readHead(ctx)
    const terms = await readTerms(ctx, bucketId, at.hash, await readDefaults(ctx))
    const verdict = verdictWithout(terms, term, at.number, ctx.config.provider)
    if (verdict !== undefined || terms === null) return verdict ?? { verdict: 'unowned', reason: 'the bucket is gone' }
    return await gather({ bucketId, term, before: context.gathered, at, terms }, ctx)
  } finally {
    leave()
  }
}

/** What can be said without asking anybody. */
function verdictWithout(
  terms: BucketTerms | null,
  { window }: WindowTerm,
  block: number,
  provider: string,
): RoundVerdict | undefined {
  if (terms === null) return { verdict: 'unowned', reason: 'the bucket is gone' }
  const { config, lastWindow, primaryProviders } = terms
  if (!primaryProviders.includes(provider)) return { verdict: 'unowned', reason: 'no primary of the bucket any more' }
  if (!config.enabled) return { verdict: 'unowned', reason: 'checkpoints are disabled' }
  if (lastWindow !== null && lastWindow >= window) return { verdict: 'taken' }
  if (windowAt(block, config) !== window) return short(null, `block ${block} is in another window`)
  return undefined
}

async function gather(duty: Case, ctx: TaskCtx): Promise<RoundVerdict> {
  const { bucketId, term, terms, at } = duty
  const live = await ctx.ports.store.bucket(bucketId)
  if (live === null || live.leafCount === 0n) return short(null, 'nothing of the bucket is stored here')
  const commitment = proposalOf(duty, live, ctx)
  const objection = await objectionTo(ctx.ports.store, terms, commitment, live)
  if (objection !== undefined) return short(null, `what is stored here cannot be proposed: ${objection}`)

  const given = signaturesFor(commitment, duty)
  const others = [...new Set(terms.primaryProviders)].filter((account) => account !== ctx.config.provider)
  const peers = await contactsOf(
    others.filter((account) => given[account] === undefined),
    at.hash,
    ctx,
  )
  const answers = await askPeers(ctx, peers, { bucketId, window: term.window, commitment })
  const gathered: Gathered = { commitment, signatures: { ...given, ...signedIn(answers) } }

  const count = Object.keys(gathered.signatures).length
  const wanted = Math.max(1, terms.minProviders) - 1
  if (count < wanted) return await tooFew(gathered, wanted, answers, ctx, duty)
  const patient = term.behind === 0 && at.number < term.start + ctx.config.waitForAll
  if (count < others.length && patient) return short(gathered, ['waits for all', ...said(answers)].join('; '))
  return await completed(gathered, duty, ctx)
}

/** What it has given its word for; else what others have signed already, or can sign; else what there is now. */
function proposalOf({ bucketId, term, before }: Case, live: Commitment, ctx: TaskCtx): Commitment {
  const word = ctx.ports.words.of(bucketId, term.window)
  const { mmrRoot, startSeq, leafCount } = word ?? before?.commitment ?? live
  return { mmrRoot, startSeq, leafCount }
}

/** Who left the bucket since counts no more. */
function signaturesFor(commitment: Commitment, { before, terms }: Case): Record<string, string> {
  if (before === null || !isSame(before.commitment, commitment)) return {}
  const primaries = new Set(terms.primaryProviders)
  return Object.fromEntries(Object.entries(before.signatures).filter(([account]) => primaries.has(account)))
}

const contactsOf = (accounts: readonly string[], at: string, ctx: TaskCtx): Promise<Peer[]> =>
  Promise.all(accounts.map(async (account) => ({ account, contact: await readContact(ctx, account, at) })))

const signedIn = (answers: ReadonlyMap<string, PeerAnswer>): Record<string, string> =>
  Object.fromEntries(
    [...answers].flatMap(([account, said]) => (said.answer === 'signed' ? [[account, said.signature] as const] : [])),
  )

/** Keeps to a proposal that somebody has signed, since nobody signs two; else proposes next what enough of them hold. */
async function tooFew(
  gathered: Gathered,
  wanted: number,
  answers: ReadonlyMap<string, PeerAnswer>,
  ctx: TaskCtx,
  { bucketId, terms }: Case,
): Promise<RoundVerdict> {
  const { signatures, commitment } = gathered
  const count = Object.keys(signatures).length
  const reason = [`${count + 1} of ${wanted + 1} signatures`, ...said(answers)].join('; ')
  if (count > 0) return short(gathered, reason)
  const known = await Promise.all(
    [...answers.values()].map(async (each) =>
      each.answer === 'other' && each.root !== null ? await ctx.ports.store.commitmentsTo(bucketId, each.root) : [],
    ),
  )
  const named = known.flatMap(([latest]) => latest ?? [])
  const common = latestCommon(named, wanted)
  const next = common === undefined || (await objectionTo(ctx.ports.store, terms, common, commitment)) ? null : common
  return short(next === null ? null : { commitment: next, signatures: {} }, reason)
}

/** Gives its word, which it then stands by, and its signature. */
async function completed(gathered: Gathered, { bucketId, term, at }: Case, ctx: TaskCtx): Promise<RoundVerdict> {
  const { commitment, signatures } = gathered
  const { provider } = ctx.config
  const word = ctx.ports.words.give(bucketId, term.window, commitment)
  if (!isSame(word, commitment)) return short(null, `has co-signed another root for this window, ${word.mmrRoot}`)
  const statement = proposalPayload(bucketId, commitment, term.window)
  const [own, contact] = await Promise.all([
    ctx.ports.attestor.attest(statement, { signal: ctx.signal }).catch((error: unknown) => messageOf(error)),
    readContact(ctx, provider, at.hash),
  ])
  if (typeof own === 'string') return short(gathered, `cannot sign: ${own}`)
  const multi = verifiedMulti(statement, own.raw, contact?.publicKey ?? '')
  if (multi === undefined)
    return short(gathered, 'the key of this node is not the one that the provider has registered')
  return { verdict: 'enough', gathered: { commitment, signatures: { [provider]: multi, ...signatures } } }
}

/** What stood in the way, for people. */
const said = (answers: ReadonlyMap<string, PeerAnswer>): string[] =>
  [...answers].flatMap(([account, each]) => {
    if (each.answer === 'signed') return []
    return [`${account.slice(0, 10)} ${each.answer === 'other' ? `holds another root, ${each.root}` : each.reason}`]
  })
