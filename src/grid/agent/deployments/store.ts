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
  /** Its owner cannot pay: it does not run, and uses nothing. */
  isPaused(contractId: number): boolean
  /** @returns whether it was another before */
  setPaused(contractId: number, isPaused: boolean): boolean
}

const PREFIX = 'deployment'
const PAUSED = 'paused'

export function createDeployments(store: SnapshotStore): Deployments {
  const nameOf = (contractId: number) => `${PREFIX}/${contractId}`
  const pauseOf = (contractId: number) => `${PAUSED}/${contractId}`
  const known = new Map<number, Deployment>()
  const paused = new Set(store.names(`${PAUSED}/`).map((name) => Number(name.slice(PAUSED.length + 1))))

  function setPaused(contractId: number, isPaused: boolean): boolean {
    if (paused.has(contractId) === isPaused) return false
    if (isPaused) {
      store.put([[pauseOf(contractId), '']])
      paused.add(contractId)
    } else {
      store.delete(pauseOf(contractId))
      paused.delete(contractId)
    }
    return true
  }

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
      setPaused(contractId, false)
      return known.delete(contractId)
    },
    isPaused: (contractId) => paused.has(contractId),
    setPaused,
    all: () => [...known.values()],
    taken(contractId) {
      const found = known.get(contractId)
      return found && takenBy(found)
    },
  }
}
