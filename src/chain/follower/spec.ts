import { chainFollower } from '../../../machines/derivers/chain-follower.ts'
import { defineUnit } from '../../kernel/index.ts'
import type { ChainFact } from '../decoder/chain-fact.ts'
import { type FollowerConfig, followerConfig } from './config.ts'
import {
  BlockFinalized,
  BlockUndecodable,
  CatchingUp,
  CaughtUp,
  Connected,
  ConnectionLost,
  ForeignData,
  HeadAdvanced,
  HistorySkipped,
  ResyncDone,
  ResyncNeeded,
  RuntimeUpgraded,
  TrustBroken,
} from './events.ts'
import { handlers } from './handlers.ts'
import type { FollowerPorts } from './ports.ts'

/** The follower of a node whose units consume `facts` of the chain. */
export const followerUnit = (facts: readonly ChainFact[]) =>
  defineUnit<FollowerConfig, FollowerPorts>({
    name: 'chain-follower',
    machine: chainFollower,
    consumes: [ResyncNeeded, ResyncDone],
    emits: [
      BlockFinalized,
      BlockUndecodable,
      CatchingUp,
      CaughtUp,
      Connected,
      ConnectionLost,
      ForeignData,
      HeadAdvanced,
      HistorySkipped,
      ResyncNeeded,
      RuntimeUpgraded,
      TrustBroken,
      ...facts,
    ],
    mailbox: { bound: 10_000 },
    // It paces itself by what its consumers have taken.
    rate: 'unlimited',
    config: followerConfig,
    handlers,
  })
