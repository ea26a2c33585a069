/** The challenge actor on a simulated chain that checks answers as the development chain's pallet does. */
import { onTestFinished } from 'vitest'
import type { DispatchOutcome } from '../../../src/chain/transactions/events.ts'
import { isChunkOf, isLeafUnder } from '../../../src/devnet/runtime/pallets/storage-provider/proofs.ts'
import { ChallengeCreated, ChallengeDefended, ChallengeSlashed } from '../../../src/storage/chain-facts.ts'
import { CountChallenges } from '../../../src/storage/challenge/events.ts'
import { type ChallengePorts, challengeMemory } from '../../../src/storage/challenge/ports.ts'
import { challengeUnit } from '../../../src/storage/challenge/spec.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { ContentStore, MmrProof } from '../../../src/storage/store/types.ts'
import { hashOf, type Submission, startStage, THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'

export const TIMEOUT = 100
export const SUCCESS: DispatchOutcome = { result: 'success' }
export const failed = (name: string): DispatchOutcome => ({
  result: 'failed',
  error: { pallet: 'StorageProvider', name, retryable: false },
})

/** A challenge as a reader gives it. */
export interface Stored {
  readonly bucketId: bigint
  readonly provider: string
  readonly challenger: string
  readonly mmrRoot: string
  readonly startSeq: bigint
  readonly leafIndex: bigint
  readonly chunkIndex: bigint
}

export interface Options {
  readonly layout?: 'list' | 'map'
  readonly config?: Record<string, unknown>
  readonly store?: ContentStore
  /** Deadlines are counted by a relay chain whose numbers are ahead by this. */
  readonly relay?: number
}

type ProofArgument = {
  readonly chunkData: string
  readonly mmrProof: MmrProof
  readonly chunkProof: MmrProof['leafProof']
}

const bytes = (hex: string): Uint8Array => Buffer.from(hex.slice(2), 'hex')
const path = ({ siblings, path }: MmrProof['leafProof']) => ({ siblings: siblings.map(bytes), path: [...path] })

/** Whether the development chain's pallet takes this proof. */
export function isTaken({ mmrRoot, chunkIndex }: Stored, { chunkData, mmrProof, chunkProof }: ProofArgument): boolean {
  const { peaks, leaf, leafProof } = mmrProof
  const seen = {
    peaks: peaks.map(bytes),
    leaf: { data_root: bytes(leaf.dataRoot), data_size: leaf.dataSize, total_size: leaf.totalSize },
    leaf_proof: path(leafProof),
  }
  return (
    isLeafUnder(bytes(mmrRoot), seen) && isChunkOf(seen.leaf.data_root, bytes(chunkData), chunkIndex, path(chunkProof))
  )
}

export async function startChallenges({ layout = 'list', config = {}, store: given, relay }: Options = {}) {
  const store = given ?? createContentStore(':memory:', () => 0)
  if (given === undefined) onTestFinished(() => store.close())
  const ports: ChallengePorts = { store, ...challengeMemory() }
  const chain = await startStage(challengeUnit, {
    ports,
    config: { provider: US, backoff: { min: 1, max: 10_000 }, ...config },
  })
  chain.layouts.set('Challenges', layout === 'list' ? 1 : 2)
  if (relay === undefined) chain.lacks('LastSweptChallengeBlock')
  /** The relay chain is so far ahead. */
  const tellRelay = (next: number) => {
    if (relay !== undefined) chain.state.set('LastRelayChainBlockNumber', next + relay)
  }
  const listName = (deadline: number) => `Challenges/${deadline}`
  const list = (deadline: number) => (chain.state.get(listName(deadline)) ?? []) as Stored[]
  const setList = (deadline: number, next: readonly Stored[]) =>
    next.length === 0 ? chain.state.delete(listName(deadline)) : chain.state.set(listName(deadline), next)
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  /** What the next block brings, and what it tells of once it is final. */
  const pool: Array<() => void> = []
  const events: Array<() => void> = []

  async function block(options?: Parameters<typeof chain.block>[0]) {
    for (const land of pool.splice(0)) land()
    tellRelay(options?.to ?? chain.head + 1)
    await chain.block(options)
    for (const tell of events.splice(0)) tell()
    await chain.system.settled()
  }

  const at = (deadline: number, index: number): Stored | undefined =>
    layout === 'list'
      ? list(deadline)[index]
      : (chain.state.get(`${listName(deadline)}/${index}`) as Stored | undefined)

  function take(deadline: number, index: number): void {
    if (layout === 'map') chain.state.delete(`${listName(deadline)}/${index}`)
    else
      setList(
        deadline,
        list(deadline).filter((_, place) => place !== index),
      )
  }

  /** Ends one as the chain does when it was answered, whoever's it is. */
  function defend(deadline: number, index: number): void {
    const { provider } = at(deadline, index)!
    take(deadline, index)
    events.push(() =>
      chain.system.emit(ChallengeDefended, {
        challengeId: { deadline, index },
        provider,
        responseTimeBlocks: chain.head - (deadline - TIMEOUT),
        challengerCost: 0n,
        providerCost: 0n,
        block: here(),
      }),
    )
  }

  const slashed = (deadline: number, index: number, provider: string) =>
    events.push(() =>
      chain.system.emit(ChallengeSlashed, {
        challengeId: { deadline, index },
        provider,
        slashedAmount: 1n,
        challengerReward: 0n,
        block: here(),
      }),
    )

  /** The pallet's answer to a response, proofs by its own rules. */
  function respond({ call }: Submission): DispatchOutcome {
    const [{ deadline, index }, response] = call.args as [
      { deadline: number; index: number },
      { Proof?: ProofArgument; Deleted?: { newStartSeq: bigint } },
    ]
    const challenge = at(deadline, index)
    if (challenge === undefined) return failed('ChallengeNotFound')
    if (challenge.provider !== US) return failed('NotChallengeProvider')
    if (chain.head + 1 > deadline) return failed('ChallengeExpired')
    if (response.Proof !== undefined && !isTaken(challenge, response.Proof)) return failed('InvalidChallengeProof')
    defend(deadline, index)
    return SUCCESS
  }
  const land = (answer: (submission: Submission) => DispatchOutcome) =>
    chain.submitBy((submission) => new Promise((resolve) => pool.push(() => resolve(answer(submission)))))
  land(respond)

  let reads = 0
  chain.system.attach({
    handled: (_, { event }) => {
      if (event.type === 'chain.ReadState') reads += 1
    },
  })

  return {
    ...chain,
    /** Values read one by one so far. */
    reads: () => reads,
    get head() {
      return chain.head
    },
    ports,
    store,
    block,
    /** The relay chain is this far ahead from the next block on. */
    goAhead: (by: number) => void (relay = by),
    /** The next block has the answers that are given from now on, by this. */
    land,
    /** What comes with the next block. */
    next: (change: () => void) => void pool.push(change),
    respond,
    defend,
    list,
    setList,
    /** Puts a challenge on chain. @returns its deadline and index */
    put(challenge: Partial<Stored> & Pick<Stored, 'mmrRoot'>, deadline = chain.head + TIMEOUT) {
      const whole: Stored = {
        bucketId: 1n,
        provider: US,
        challenger: THEM,
        startSeq: 0n,
        leafIndex: 0n,
        chunkIndex: 0n,
        ...challenge,
      }
      if (layout === 'list') {
        setList(deadline, [...list(deadline), whole])
        return { deadline, index: list(deadline).length - 1 }
      }
      const index = [...chain.state.keys()].filter((key) => key.startsWith(`${listName(deadline)}/`)).length
      chain.state.set(`${listName(deadline)}/${index}`, whole)
      return { deadline, index }
    },
    /** Tells of a challenge. */
    created({ deadline, index }: { deadline: number; index: number }, provider = US, bucketId = 1n) {
      chain.system.emit(ChallengeCreated, {
        challengeId: { deadline, index },
        bucketId,
        provider,
        challenger: THEM,
        respondBy: deadline,
        block: here(),
      })
    },
    /** Ends all of a deadline as the chain does when it is over. */
    slash(deadline: number) {
      for (const [index, { provider }] of list(deadline).entries()) slashed(deadline, index, provider)
      setList(deadline, [])
    },
    commit: (bucketId: bigint, ...texts: string[]) => commitObjects(store, bucketId, ...texts),
    /** Ends one of those with numbers of their own for a wrong answer. */
    slashOne({ deadline, index }: { deadline: number; index: number }) {
      take(deadline, index)
      slashed(deadline, index, US)
    },
    async restart() {
      chain.system.restart('challenge')
      await chain.system.settled()
      chain.clock.advance(1_000)
      await chain.system.settled()
    },
    async count(bucketId: bigint) {
      const outcome = chain.system.ask(CountChallenges, { bucketId })
      await chain.system.settled()
      return outcome
    },
    /** A second, for a budget of letters that is a second's. */
    async pause() {
      chain.clock.advance(1_000)
      await chain.system.settled()
    },
    /** Places that were answered, in order. */
    places: () => chain.submissions.map(({ call }) => (call.args[0] as { index: number }).index),
    calls: () => chain.submissions.map(({ key }) => key),
    ended: () => chain.told('storage.ChallengeEnded').map(({ outcome, response }) => [outcome, response]),
    undefended: () => chain.told('storage.ChallengeUndefended'),
    openDuties: () => chain.duties('challenge-response'),
    states: () => chain.told('duty.Changed').map(({ state }) => state),
    async blocks(count: number) {
      for (let n = 0; n < count; n += 1) await block()
    },
  }
}

export type ChallengeStage = Awaited<ReturnType<typeof startChallenges>>
