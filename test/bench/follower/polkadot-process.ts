/** `@polkadot/api` as most programs use it. Argument: the chain's address. */
import '@polkadot/api-augment'
import { ApiPromise, WsProvider } from '@polkadot/api'
import { answer } from '../../child.ts'
import type { Reading, Times } from './readers.ts'

// Its own types do not agree with each other under exactOptionalPropertyTypes.
const provider = new WsProvider(process.argv[2]) as never
const api = await ApiPromise.create({ provider, noInitWarn: true })

const heads: [number, bigint][] = []
const events: [number, bigint][] = []
let look = () => {}

async function eventsAt(hash: string | Uint8Array): Promise<number> {
  const at = await api.at(hash)
  return (await at.query.system.events()).length
}

const methods = {
  /** Block after block. */
  async read(to: number): Promise<Reading> {
    const began = performance.now()
    let events = 0
    for (let number = 1; number <= to; number += 1) events += await eventsAt(await api.rpc.chain.getBlockHash(number))
    return { events, seconds: (performance.now() - began) / 1_000 }
  },
  async listen() {
    await api.rpc.chain.subscribeFinalizedHeads(async (header) => {
      const number = header.number.toNumber()
      heads.push([number, process.hrtime.bigint()])
      await eventsAt(header.hash)
      events.push([number, process.hrtime.bigint()])
      look()
    })
  },
  /** When heads were heard of, and when their events were there. */
  async heard(to: number): Promise<{ readonly heads: Times; readonly events: Times }> {
    await new Promise<void>((resolve) => {
      look = () => {
        if ((events.at(-1)?.[0] ?? 0) >= to) resolve()
      }
      look()
    })
    return { heads, events }
  },
}

export type PolkadotProcess = typeof methods
answer(methods)
