import { expect, it } from 'vitest'
import { challengeHash } from '../../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../../src/grid/agent/deployments/deployment.ts'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { ConfirmHold, DescribeHolds, HoldRoom } from '../../../src/grid/negotiation/holds/events.ts'
import { holdsUnit } from '../../../src/grid/negotiation/holds/spec.ts'
import { negotiationMemory } from '../../../src/grid/negotiation/ports.ts'
import { nameOfFind } from '../../../src/grid/placement/claim-name.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { NODE, STRANGER, startNode, USER } from './stage.ts'

const HOUR = 3_600_000

/** A node that keeps room under names, each so much SSD. */
async function keeping(rooms: Readonly<Record<string, number>>) {
  const node = await startNode()
  await node.boot()
  const messages = { ask: () => Promise.reject(new Error('nobody is asked')) }
  const incoming = { serve: () => () => {} }
  node.system.register(holdsUnit, {
    ports: {
      nodeId: NODE,
      messages,
      incoming,
      facts: () => undefined,
      here: () => nodeOf(NODE),
      ...negotiationMemory(),
    },
  })
  await node.settle()
  const at = node.clock.now()
  const until = at + HOUR
  const tell = async (...of: Parameters<typeof node.system.ask>) => {
    const asked = node.system.ask(...of)
    await node.settle()
    return asked
  }
  for (const [name, sru] of Object.entries(rooms)) {
    const resources = gib(0, sru, 0, 0)
    const parts = [{ part: 0, request: requestOf(resources), resources, publicIps: 0 }]
    await tell(HoldRoom, { name, attempt: 1, at, until, parts })
    await tell(ConfirmHold, { name, attempt: 1, at, until, parts: [0] })
  }
  return {
    ...node,
    async deploy(id: number, sru: number) {
      const wanted = {
        version: 0,
        twin_id: USER,
        contract_id: id,
        signature_requirement: { requests: [], weight_required: 0 },
        workloads: [{ version: 0, name: 'disk', type: 'zmount', data: { size: sru * GIB } }],
      }
      const deploymentHash = `0x${Buffer.from(challengeHash(deployment.parse(wanted))).toString('hex')}`
      const nodeContract = { nodeId: NODE, deploymentHash, deploymentData: '', publicIps: 0 }
      node.state.set(`Contracts/${id}`, {
        contractId: id,
        twinId: USER,
        state: { created: null },
        contractType: { nodeContract },
      })
      return node.ask(USER, 'zos.deployment.deploy', wanted)
    },
    async held() {
      const outcome = (await tell(DescribeHolds, { at })) as { ok: true; value: { holds: { name: string }[] } }
      return outcome.value.holds.map(({ name }) => name)
    },
  }
}

it('what was kept for a deployment is given back once it is there: the least of its twin that it fits into', async () => {
  const [large, small, tiny] = ['a', 'b', 'c'].map((uid) => nameOfFind(USER, uid))
  const others = [nameOfFind(STRANGER, 'd'), 'group#0']
  const node = await keeping({ [large!]: 50, [small!]: 20, [tiny!]: 5, [others[0]!]: 10, [others[1]!]: 10 })
  expect(await node.deploy(1, 10)).toBe(null)
  expect(await node.held()).toEqual([large, tiny, ...others])
  // The same again is the same deployment.
  expect(await node.deploy(1, 10)).toBe(null)
  expect(await node.held()).toEqual([large, tiny, ...others])
  expect(await node.deploy(2, 100)).toBe(null)
  expect(await node.held()).toEqual([large, tiny, ...others])
})
