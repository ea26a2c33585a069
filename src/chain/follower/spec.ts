import { chainFollower } from '../../../machines/derivers/chain-follower.ts'
import { defineUnit } from '../../kernel/index.ts'
import type { ChainFact } from '../decoder/chain-fact.ts'
import { type FollowerConfig, followerConfig } from './config.ts'
import {
  BlockFinalized,
  BlockUndecodable,
  CaughtUp,
  Connected,
  ConnectionLost,
  HeadAdvanced,
  ResyncDone,
  ResyncNeeded,
} from './events.ts'
import { type FollowerPorts, handlers } from './handlers.ts'

/** The follower of a node whose units consume `facts` of the chain. */
export const followerUnit = (facts: readonly ChainFact[]) =>
  defineUnit<FollowerConfig, FollowerPorts>({
    name: 'chain-follower',
    machine: chainFollower,
    consumes: [ResyncNeeded, ResyncDone],
    emits: [
      BlockFinalized,
      BlockUndecodable,
      CaughtUp,
      Connected,
      ConnectionLost,
      HeadAdvanced,
      ResyncNeeded,
      ...facts,
    ],
    mailbox: { bound: 10_000 },
    // It paces itself by what its consumers have taken.
    rate: 'unlimited',
    config: followerConfig,
    handlers,
  })
