import type { Clock } from '../../../kernel/index.ts'
import type { Connect } from '../join.ts'
import { relayTransport } from './client.ts'

/** Reaches the grid over a relay. */
export const overRelay =
  (url: string, clock: Clock): Connect =>
  (identity, { log, random }) =>
    relayTransport({ url, identity, clock, random, log })
