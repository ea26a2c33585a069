import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { PowerTargetChanged } from '../../../src/grid/chain-facts.ts'
import { NodeIsLate } from '../../../src/grid/farm/events.ts'
import { broadcastWake } from '../../../src/grid/wake/broadcast.ts'
import { nodeCallerUnit } from '../../../src/grid/wake/caller/spec.ts'
import { magicPacket } from '../../../src/grid/wake/mac.ts'
import { hashOf, startStage } from '../../storage/stage.ts'

const FARM = 3
const MAC = '52:54:00:12:34:56'

async function startCaller() {
  const calls: string[] = []
  const network = { wake: ({ nodeId, mac }: { nodeId: number; mac: string }) => void calls.push(`${nodeId} ${mac}`) }
  const stage = await startStage(nodeCallerUnit, { ports: { network }, config: { farmId: FARM } })
  stage.state.set('Nodes/4', { interfaces: [{ name: 'zos', mac: MAC }] })
  const told = async (farmId: number, nodeId: number, powerTarget: 'Up' | 'Down') => {
    stage.system.emit(PowerTargetChanged, { farmId, nodeId, powerTarget, block: { number: 1, hash: hashOf(1) } })
    await stage.system.settled()
  }
  const seconds = async (count: number) => {
    for (let half = 0; half < 2 * count; half += 1) {
      stage.clock.advance(500)
      await stage.system.settled()
    }
  }
  return { ...stage, calls, told, seconds }
}

it('calls nodes of its farm that are told to come up, ten times each, and no others', async () => {
  const { told, seconds, calls } = await startCaller()
  await told(FARM, 4, 'Down')
  await told(FARM + 1, 5, 'Up')
  await seconds(6)
  expect(calls).toEqual([])
  await told(FARM, 4, 'Up')
  await seconds(6)
  expect(calls).toEqual(Array(10).fill(`4 ${MAC}`))
})

it('calls a node again that is late', async () => {
  const { system, told, seconds, calls } = await startCaller()
  await told(FARM, 4, 'Up')
  await seconds(6)
  system.emit(NodeIsLate, { nodeId: 4 })
  await system.settled()
  await seconds(6)
  expect(calls).toHaveLength(20)
})

it('reaches a machine that listens where its network hears what is meant for all', async () => {
  const machine = createSocket('udp4')
  machine.bind(0, '127.0.0.1')
  await once(machine, 'listening')
  const { port } = machine.address() as AddressInfo
  const heard = once(machine, 'message')
  broadcastWake({ address: '127.0.0.1', port }).wake({ nodeId: 4, mac: MAC }, (error) =>
    expect.unreachable(error.message),
  )
  expect((await heard)[0]).toEqual(magicPacket(MAC))
  machine.close()
})

it('is told of what cannot be sent', async () => {
  const failed = Promise.withResolvers<Error>()
  // No socket of IPv4 sends there.
  broadcastWake({ address: '::1', port: 9 }).wake({ nodeId: 4, mac: MAC }, failed.resolve)
  expect(await failed.promise).toBeInstanceOf(Error)
})
