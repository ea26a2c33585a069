import { setTimeout as pause } from 'node:timers/promises'
import { challengeHash } from '../../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../../src/grid/agent/deployments/deployment.ts'
import type { FarmChain } from './chain.ts'
import type { EventSeen, Room } from './observed.ts'
import { type Asker, codeOf } from './person.ts'
import type { Person } from './places.ts'

export interface Wanted {
  readonly name: string
  readonly room: Room
}

function workloads({ name, room: { cru, mru, sru, hru } }: Wanted) {
  const machine = {
    version: 0,
    name,
    type: 'zmachine',
    data: {
      flist: 'https://example.org/a.flist',
      network: {},
      size: sru,
      compute_capacity: { cpu: cru, memory: mru },
    },
  }
  if (hru === 0) return [machine]
  const archive = { size: hru, mode: 'seq', password: 'open', public: false }
  return [machine, { version: 0, name: `${name}a`, type: 'zdb', data: archive }]
}

const of = (twin: number, contract: number, wanted: Wanted) => ({
  version: 0,
  twin_id: twin,
  contract_id: contract,
  metadata: wanted.name,
  signature_requirement: { requests: [], weight_required: 0 },
  workloads: workloads(wanted),
})

const contractIn = (events: readonly EventSeen[]): number => {
  const created = events.find(({ name }) => name === 'ContractCreated')!
  return Number((created.data['0'] as { contractId: number | string }).contractId)
}

/** @returns its id, once it is in a block */
export async function makeContract(
  chain: FarmChain,
  { uri, twin }: Person,
  node: number,
  wanted: Wanted,
): Promise<number> {
  const hash = challengeHash(deployment.parse(of(twin, 1, wanted)))
  const hex = `0x${Buffer.from(hash).toString('hex')}`
  return contractIn(await chain.submit(uri, 'smartContractModule', 'createNodeContract', node, hex, '', 0, null))
}

/** The node learns of the contract when it is final. @returns why it did not take it; undefined when it runs */
export async function deployAt(
  asker: Asker,
  { twin }: Person,
  nodeTwin: number,
  contract: number,
  wanted: Wanted,
): Promise<string | undefined> {
  const until = Date.now() + 30_000
  for (;;) {
    try {
      await asker.ask(nodeTwin, 'zos.deployment.deploy', of(twin, contract, wanted), { within: 15_000 })
      return undefined
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'no-contract' || Date.now() > until) return code
      await pause(200)
    }
  }
}
