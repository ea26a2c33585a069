import { expect, it } from 'vitest'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { farmUnits } from '../../src/grid/farm-units.ts'
import { createNetwork } from '../../src/grid/messages/in-process/network.ts'
import type { Connect } from '../../src/grid/messages/join.ts'
import type { WakeLedger } from '../../src/grid/power/wake-ledger.ts'
import { createRandom } from '../../src/kernel/clock/random.ts'
import { createMemoryStore, createVirtualClock } from '../../src/kernel/index.ts'

it('a farm reports the wakes that its power unit counts, also those of an earlier process', async () => {
  const [store, clock, signer] = [createMemoryStore(), createVirtualClock(), await createLocalSigner('//Alice')]
  const network = createNetwork(clock, createRandom(1))
  const connect: Connect = ({ address }) => network.connect(address)
  const units = () => farmUnits({ signer, clock, store, connect, version: '1' }, { farm: { farmId: 1 } })
  const wakesOf = (name: string) => {
    const { ports } = units().find(({ unit }) => unit.name === name)!
    return (ports as { readonly wakes: WakeLedger }).wakes
  }
  wakesOf('power').count({ node: 4, reason: 'random' }, clock.now())
  expect(wakesOf('grid-messages').of(4, clock.now())).toMatchObject({ randomThisMonth: 1 })
})
