import { freeOf, isUnused, type NodeView } from '../capacity/node-view.ts'
import { covers, isEqual } from '../capacity/resources.ts'
import { gpusWanted, type PlacementRequest } from './request.ts'

/** Why a node will not do, in the order in which it is asked. */
export const CONSTRAINTS = [
  'excluded',
  'unreachable',
  'certified',
  'public-config',
  'gpus',
  'rented',
  'dedicated',
  'capacity',
] as const
export type Constraint = (typeof CONSTRAINTS)[number]

type Check = (node: NodeView, request: PlacementRequest) => boolean

const CHECKS: Readonly<Record<Constraint, Check>> = {
  excluded: ({ id }, { excluded }) => !excluded.includes(id),
  unreachable: ({ power }) => power !== 'unreachable',
  certified: ({ isCertified }, { certified }) => isCertified || !certified,
  'public-config': ({ hasPublicConfig }, { publicConfig }) => hasPublicConfig || !publicConfig,
  gpus: hasGpus,
  rented: ({ isRented }) => !isRented,
  dedicated: isLetAsAsked,
  capacity: hasRoom,
}

/** The first constraint that this node fails. */
export const failedBy = (node: NodeView, request: PlacementRequest): Constraint | undefined =>
  CONSTRAINTS.find((constraint) => !CHECKS[constraint](node, request))

/** A vendor or device is asked for by a part of its name. */
function hasGpus({ gpus }: NodeView, request: PlacementRequest): boolean {
  const { vendors, devices } = request.gpus
  const isAmong = (name: string, wanted: readonly string[]) =>
    wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()))
  const fitting = gpus.filter(({ vendor, device }) => isAmong(vendor, vendors) && isAmong(device, devices))
  return fitting.length >= gpusWanted(request)
}

/** A dedicated node is let as a whole or not at all. */
function isLetAsAsked(node: NodeView, { dedicated, resources }: PlacementRequest): boolean {
  if (dedicated) return node.isDedicated && isUnused(node)
  return !node.isDedicated || isEqual(resources, node.total)
}

/** One deployment has no more cores than there are, however often each is lent. What takes a whole node needs it unused. */
function hasRoom(node: NodeView, request: PlacementRequest): boolean {
  if (request.resources.cru > node.total.cru) return false
  if (!covers(freeOf(node), request.resources)) return false
  return gpusWanted(request) === 0 || isUnused(node)
}
