import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

/**
 * A block became final. Sent once for each block, in order, before the facts of its events.
 * `resync` names the consumers that must read their state at this block's hash, because what happened before it may have
 * passed them by; they stay named until they report `chain.ResyncDone`.
 */
export const BlockFinalized = fact('chain.BlockFinalized', {
  payload: z.object({ number: z.number(), hash: z.string(), parentHash: z.string(), resync: z.array(z.string()) }),
})

/** A consumer has just started, or lost its place, and wants to be told when to read its state. */
export const ResyncNeeded = fact('chain.ResyncNeeded', { payload: z.object({ consumer: z.string() }) })

/** A consumer has read its state as of a block. */
export const ResyncDone = fact('chain.ResyncDone', { payload: z.object({ consumer: z.string(), number: z.number() }) })

export const Connected = fact('chain.Connected', {
  payload: z.object({ endpoint: z.string(), genesisHash: z.string(), specVersion: z.number() }),
})

export const ConnectionLost = fact('chain.ConnectionLost', { payload: z.object({ reason: z.string() }) })

/** The follower has delivered every block up to the finalized head. */
export const CaughtUp = fact('chain.CaughtUp', { payload: z.object({ number: z.number() }) })

/** The best block moved; it may be taken back. */
export const HeadAdvanced = fact('chain.HeadAdvanced', {
  payload: z.object({ number: z.number(), hash: z.string(), parentHash: z.string() }),
})

/** How a catch-up gets on; `remaining` seconds if it goes on like this. */
export const CatchingUp = fact('chain.CatchingUp', {
  payload: z.object({ number: z.number(), target: z.number(), perSecond: z.number(), remaining: z.number() }),
})

/** Blocks that nobody keeps the events of any more: their consumers read their state at the block after them. */
export const HistorySkipped = fact('chain.HistorySkipped', {
  payload: z.object({ from: z.number(), to: z.number(), reason: z.string() }),
})

/** Endpoints that should be independent disagree on what is final; nothing is delivered any more. */
export const TrustBroken = fact('chain.TrustBroken', { priority: 'high', payload: z.object({ reason: z.string() }) })

/**
 * What this node keeps is of another chain than the one that it has reached, both by the hashes of their block 0. Nothing is
 * followed, or nothing signed: going on would mix them.
 */
export const ForeignData = fact('chain.ForeignData', {
  priority: 'high',
  payload: z.object({ kept: z.string(), found: z.string(), reason: z.string() }),
})

/** From the next block on another runtime is in force. */
export const RuntimeUpgraded = fact('chain.RuntimeUpgraded', {
  payload: z.object({ number: z.number(), from: z.number(), to: z.number() }),
})

/** A block's events could not be read; its consumers are to re-read their state. */
export const BlockUndecodable = fact('chain.BlockUndecodable', {
  payload: z.object({ number: z.number(), hash: z.string(), reason: z.string() }),
})
