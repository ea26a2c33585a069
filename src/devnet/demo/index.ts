import { createSigner, DEV_NAMES, type DevAccount, devAccount } from '../accounts.ts'
import type { DevnetRuntime } from '../runtime/index.ts'
import { storageProviderStorage as items } from '../runtime/pallets/storage-provider/index.ts'
import type { StateView } from '../types.ts'
import { createBuckets, withdraw } from './calls.ts'
import { createLane, type DemoBlock, type Lane } from './lane.ts'
import { judge, type LedgerEntry, type Verdict } from './ledger.ts'
import { hastyRequests, registration, type Stage, termsNamed } from './onboarding.ts'
import { createRandom } from './random.ts'
import { drawSettings } from './terms.ts'
import { createDeck, makeRequest } from './traffic.ts'

export interface DemoOptions {
  /** The same seed on the same blocks makes the same requests. */
  seed: number
  /** The provider whose node is shown. It signs its registration and its terms here, and nothing after. */
  provider: DevAccount
  /** Requests in all. */
  requests: number
  /** Requests per block at most. */
  perBlock: number
}

export interface DemoDependencies {
  runtime: Pick<DevnetRuntime, 'version' | 'encodeCall'>
  genesisHash: Uint8Array
  /** Hands an extrinsic to the pool; throws when the pool refuses. */
  submit(extrinsic: Uint8Array): void
}

/** A workload for one provider's node: others ask it to store, for good and for bad. */
export interface Demo {
  /** Takes the steps that follow from a new best block. */
  onBlock(block: DemoBlock): void
  /** Every request made, in order. */
  readonly ledger: readonly LedgerEntry[]
  /** The provider has signed all it will sign here: from now on its key is its node's. */
  onboarded(): boolean
  /** All requests are made, and those to be withdrawn are. */
  done(): boolean
  judge(state: StateView): Array<{ entry: LedgerEntry; verdict: Verdict }>
}

/** Buckets a client makes at a time. */
const BUCKETS = 5

export function createDemo({ seed, provider, requests, perBlock }: DemoOptions, dependencies: DemoDependencies): Demo {
  const random = createRandom(seed)
  const signer = createSigner(dependencies.runtime, dependencies.genesisHash)
  const lane = (account: DevAccount) => createLane(account, { signer, submit: dependencies.submit })
  // The last two of the others store as well; the rest only ask.
  const others = DEV_NAMES.map((name) => devAccount(name)).filter(({ hex }) => hex !== provider.hex)
  const clients = others.slice(0, -2).map(lane)
  const strangers = others.slice(-2).map(lane)
  const own = lane(provider)
  const ledger: LedgerEntry[] = []
  const withdrawals: Array<{ lane: Lane; entry: LedgerEntry }> = []
  let finished = false

  function freshBucket({ account }: Lane, { state }: DemoBlock): bigint | undefined {
    const used = new Set(ledger.map(({ bucketId }) => bucketId))
    return items.MemberBuckets.get(state, account.publicKey).find((id) => !used.has(id))
  }

  /** Clients always have a bucket to ask for. */
  function stock(block: DemoBlock): void {
    for (const client of clients) {
      if (freshBucket(client, block) === undefined && client.idle(block)) client.send(createBuckets(BUCKETS), block)
    }
  }

  function withdrawDue(block: DemoBlock): void {
    for (const due of withdrawals.splice(0)) {
      const { lane: client, entry } = due
      const ready = client.idle(block)
      // The request is in, and was answered already: nothing to withdraw.
      if (ready && !items.AgreementRequests.has(block.state, entry.bucketId, entry.provider)) continue
      if (!ready || !client.send(withdraw(entry), block)) withdrawals.push(due)
    }
  }

  const parts = { random, provider: provider.publicKey, ledger, freshBucket }
  const strangerKeys = strangers.map(({ account }) => account.publicKey)
  const nextKind = createDeck(random, ledger)
  const traffic: Stage = {
    reached: () => ledger.length >= requests && withdrawals.length === 0,
    act(block) {
      withdrawDue(block)
      let made = 0
      while (made++ < perBlock && ledger.length < requests) {
        const client = random.pick(clients.filter((each) => each.idle(block) && freshBucket(each, block) !== undefined))
        if (!client) return
        makeRequest(client, block, { ...parts, strangers: strangerKeys, nextKind })
        const entry = ledger.at(-1)
        if (entry?.kind === 'withdrawn-next' && entry.sentOn === block.number) withdrawals.push({ lane: client, entry })
      }
    },
  }
  const stages = [
    registration([own, ...strangers]),
    hastyRequests(clients, parts),
    termsNamed([own, ...strangers].map((each) => [each, drawSettings(random)] as const)),
    traffic,
  ]

  return {
    ledger,
    onboarded: () => stages.every((stage) => stage === traffic),
    done: () => finished,
    onBlock(block) {
      while (stages[0]?.reached(block)) stages.shift()
      finished = stages.length === 0
      if (finished) return
      stock(block)
      stages[0]?.act(block)
    },
    judge: (state) => ledger.map((entry) => ({ entry, verdict: judge(entry, state) })),
  }
}

export type { DemoBlock } from './lane.ts'
export type { Expected, LedgerEntry, RequestKind, Verdict } from './ledger.ts'
