import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { KeyringPair } from '@polkadot/keyring/types'

export interface ChainEvent {
  readonly block: number
  readonly name: string
  readonly data: Record<string, unknown>
}

type Extrinsic = SubmittableExtrinsic<'promise'>

/** The chain as a client of it has it, by the public library and nothing of Reeve's. */
export interface ChainClient {
  pair(uri: string): KeyringPair
  /** A call of the storage pallet, arguments in order. */
  call(name: string, ...args: unknown[]): Extrinsic
  query(item: string, ...keys: unknown[]): Promise<unknown>
  /** Resolves once it is in a block. @throws Error when it is refused or fails */
  submit(uri: string, call: Extrinsic): Promise<void>
  /** Every event of the storage pallet in a finalized block so far, in order. */
  readonly events: readonly ChainEvent[]
  readonly finalized: number
  /** Resolves once the condition holds after a finalized block. @throws Error after so many blocks */
  until(condition: () => boolean | Promise<boolean>, what: string, blocks: number): Promise<void>
  disconnect(): Promise<void>
}

export async function connectClient(url: string): Promise<ChainClient> {
  const api = await ApiPromise.create({ provider: new WsProvider(url) as never, noInitWarn: true })
  const keyring = new Keyring({ type: 'sr25519' })
  const pairs = new Map<string, KeyringPair>()
  const nonces = new Map<string, number>()
  const events: ChainEvent[] = []
  const waiting = new Set<() => void>()
  let finalized = 0
  let read = Promise.resolve()

  const pair = (uri: string) => {
    if (!pairs.has(uri)) pairs.set(uri, keyring.addFromUri(uri))
    return pairs.get(uri)!
  }

  async function readBlock(number: number): Promise<void> {
    const at = await api.at(await api.rpc.chain.getBlockHash(number))
    const records = (await at.query['system']!['events']!()) as unknown as Iterable<{
      event: { section: string; method: string; data: { toJSON(): unknown }; meta: { fields: { name: unknown }[] } }
    }>
    for (const { event } of records) {
      if (event.section !== 'storageProvider') continue
      const values = event.data.toJSON() as unknown[]
      const names = event.meta.fields.map(({ name }) => String(name))
      const data = Object.fromEntries(names.map((name, at) => [name, values[at]]))
      events.push({ block: number, name: event.method, data })
    }
    finalized = number
    for (const look of waiting) look()
  }

  const stop = await api.rpc.chain.subscribeFinalizedHeads((header) => {
    const target = header.number.toNumber()
    read = read.then(async () => {
      for (let number = finalized + 1; number <= target; number += 1) await readBlock(number)
    })
  })

  return {
    pair,
    call: (name, ...args) => api.tx['storageProvider']![name]!(...args),
    query: async (item, ...keys) => (await api.query['storageProvider']![item]!(...keys)).toJSON(),
    async submit(uri, call) {
      const { address } = pair(uri)
      const nonce = nonces.get(uri) ?? (await api.rpc.system.accountNextIndex(address)).toNumber()
      nonces.set(uri, nonce + 1)
      await new Promise<void>((resolve, reject) => {
        const fail = (error: unknown) => {
          nonces.delete(uri)
          reject(new Error(`${call.method.section}.${call.method.method}: ${String(error)}`))
        }
        call
          .signAndSend(pair(uri), { nonce }, ({ status, dispatchError }) => {
            if (dispatchError?.isModule) return fail(api.registry.findMetaError(dispatchError.asModule).name)
            if (status.isInBlock || status.isFinalized) resolve()
            else if (status.isInvalid || status.isDropped || status.isUsurped) fail(status.type)
          })
          .catch(fail)
      })
    },
    events,
    get finalized() {
      return finalized
    },
    async until(condition, what, blocks) {
      const last = finalized + blocks
      for (;;) {
        if (await condition()) return
        if (finalized >= last) throw new Error(`${what}: not so after ${blocks} blocks`)
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        await promise
        waiting.delete(resolve)
      }
    },
    async disconnect() {
      stop()
      await read
      await api.disconnect()
    },
  }
}
