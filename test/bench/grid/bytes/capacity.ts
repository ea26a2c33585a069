import type { Life } from './contracts.ts'
import { type Bytes, sumOf } from './meter.ts'

/*
 * Capacity reservation and deployment were in the chain for three weeks of 2022, and are in no pallet of today's. What they left is
 * computed from the layouts of their types; what is around each extrinsic and event is as measured here.
 */

const RESOURCES = 32
const HASH = 32
/** As long as that of the measured node contract, with its length. */
const DATA = 61
const CONTRACT = 93
const DEPLOYMENT_ID = 8
const DEPLOYMENT = 150
/** It held power and uptime too, and was in events as a whole. */
const NODE = 238
/** Prefixes of pallet and map, and a hash, before the key itself. */
const KEY = 48
/** Place, pallet and number, topics. */
const RECORD = 8

/** An extrinsic without arguments, and the events that each extrinsic has. */
export interface Around {
  readonly extrinsic: number
  readonly events: number
}

/** Known from a call that has one id for its argument and one event, of an id and a cause. */
export const aroundOf = ({ extrinsics, events }: Bytes): Around => ({
  extrinsic: extrinsics - 8,
  events: events - RECORD - 9,
})

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)

const transaction = (around: Around, args: readonly number[], events: readonly number[], state: number): Bytes => ({
  extrinsics: around.extrinsic + sum(args),
  events: around.events + sum(events.map((size) => RECORD + size)),
  state,
  written: 0,
  count: 1,
})

/** One deployment in a reservation of its own; billed as a node contract is, by the same call. */
export function capacityReservation(around: Around, hourlyBills: Bytes): Life {
  const contract = KEY + 8 + CONTRACT + DEPLOYMENT_ID
  const billing = KEY + 8 + 24 + (KEY + 8 + 42) + 8
  const deployment = KEY + 8 + DEPLOYMENT
  const byHash = KEY + 16 + 4 + HASH + 8
  return {
    begin: sumOf(
      // Farm, policy `Any` with resources and no features, no solution provider; the target is raised, so the node is written twice.
      transaction(around, [4, 1, RESOURCES, 1, 1], [CONTRACT, NODE], contract + billing + 8),
      transaction(around, [8, HASH, DATA, RESOURCES, 4], [DEPLOYMENT, CONTRACT + DEPLOYMENT_ID], deployment + byHash),
    ),
    bills: hourlyBills,
    // Deployments were never removed.
    end: sumOf(
      transaction(around, [8], [24, CONTRACT], -byHash - DEPLOYMENT_ID),
      transaction(around, [8], [16, NODE], -contract + DEPLOYMENT_ID - billing - 8),
    ),
  }
}
