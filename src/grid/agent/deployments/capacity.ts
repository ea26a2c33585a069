import { NOTHING, plus, type Resources } from '../../capacity/resources.ts'
import type { Deployment, Workload } from './deployment.ts'

/** What a deployment takes of a node. */
export interface Taken {
  readonly resources: Resources
  readonly publicIps: number
}

const NONE: Taken = { resources: NOTHING, publicIps: 0 }

export const sumOf = (all: Iterable<Taken>): Taken =>
  [...all].reduce(
    (sum, { resources, publicIps }) => ({
      resources: plus(sum.resources, resources),
      publicIps: sum.publicIps + publicIps,
    }),
    NONE,
  )

export const takenBy = ({ workloads }: Deployment): Taken => sumOf(workloads.map(takenByWorkload))

function takenByWorkload(workload: Workload): Taken {
  const take = (resources: Partial<Resources>): Taken => ({ resources: { ...NOTHING, ...resources }, publicIps: 0 })
  switch (workload.type) {
    case 'zmachine': {
      const { compute_capacity, size } = workload.data
      return take({ cru: compute_capacity.cpu, mru: compute_capacity.memory, sru: size })
    }
    case 'zmount':
    case 'volume':
      return take({ sru: workload.data.size })
    case 'zdb':
      return take({ hru: workload.data.size })
    case 'ip':
      return { ...NONE, publicIps: workload.data.v4 ? 1 : 0 }
    case 'network':
      return NONE
  }
}
