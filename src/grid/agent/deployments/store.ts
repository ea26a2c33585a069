import { decode, encode, type SnapshotStore } from '../../../kernel/index.ts'
import { type Taken, takenBy } from './capacity.ts'
import { type Deployment, deployment } from './deployment.ts'

/** What runs on a node; it outlives the process. */
export interface Deployments {
  get(contractId: number): Deployment | undefined
  put(deployment: Deployment): void
  /** @returns whether there was one */
  remove(contractId: number): boolean
  all(): Deployment[]
  taken(contractId: number): Taken | undefined
}

const PREFIX = 'deployment'

export function createDeployments(store: SnapshotStore): Deployments {
  const nameOf = (contractId: number) => `${PREFIX}/${contractId}`
  const known = new Map<number, Deployment>()
  for (const name of store.names(`${PREFIX}/`)) {
    const saved = deployment.parse(decode(store.get(name)!))
    known.set(saved.contract_id, saved)
  }
  return {
    get: (contractId) => known.get(contractId),
    put(value) {
      store.put([[nameOf(value.contract_id), encode(value)]])
      known.set(value.contract_id, value)
    },
    remove(contractId) {
      store.delete(nameOf(contractId))
      return known.delete(contractId)
    },
    all: () => [...known.values()],
    taken(contractId) {
      const found = known.get(contractId)
      return found && takenBy(found)
    },
  }
}
