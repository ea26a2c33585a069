import type { NodeView } from '../../src/grid/capacity/node-view.ts'
import { GIB, NOTHING, type Resources } from '../../src/grid/capacity/resources.ts'
import type { PlacementRequest } from '../../src/grid/placement/request.ts'

export const gib = (hru: number, sru: number, mru: number, cru: number): Resources => ({
  cru,
  mru: mru * GIB,
  sru: sru * GIB,
  hru: hru * GIB,
})

/** A node that is on and unused, but for what the test says of it. */
export const nodeOf = (id: number, more: Partial<NodeView> = {}): NodeView => ({
  id,
  twinId: 100 + id,
  power: 'on',
  total: gib(1_000, 1_000, 32, 8),
  used: NOTHING,
  system: NOTHING,
  overprovision: 1,
  publicIpsUsed: 0,
  gpus: [],
  isCertified: false,
  isDedicated: false,
  hasPublicConfig: false,
  isRented: false,
  hasContracts: false,
  isNeverShutDown: false,
  openClaims: 0,
  changedAt: 0,
  awakeAt: 0,
  ...more,
})

export const requestOf = (resources: Resources, more: Partial<PlacementRequest> = {}): PlacementRequest => ({
  resources,
  publicIps: 0,
  publicConfig: false,
  certified: false,
  dedicated: false,
  gpus: { count: 0, vendors: [], devices: [] },
  excluded: [],
  ...more,
})
