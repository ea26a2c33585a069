import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { KeyringPair } from '@polkadot/keyring/types'
import type { DispatchError, EventRecord } from '@polkadot/types/interfaces'
import type { BlockSeen, EventSeen } from './observed.ts'

const PALLETS = new Set(['tfgridModule', 'smartContractModule', 'gridAgreements', 'system'])
const SILENT_EVENTS = new Set(['ExtrinsicSuccess', 'NewAccount'])

/** As values in events are spelt. */
const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The chain as anybody has it, by the public library and nothing of Reeve's. */
export interface FarmChain {
  readonly genesis: string
  /** Of finalized blocks so far, in order. */
  readonly blocks: readonly BlockSeen[]
  /** @returns what the extrinsic led to, once it is in a block @throws Error when it is refused or fails */
  submit(uri: string, pallet: string, call: string, ...args: unknown[]): Promise<readonly EventSeen[]>
  /** As of a block, or now. */
  query(pallet: string, item: string, keys: readonly unknown[], at?: string): Promise<unknown>
  entries(pallet: string, item: string, at?: string): Promise<readonly (readonly [unknown, unknown])[]>
  accountOf(twin: number): Promise<string>
  /** @returns a function that ends it */
  onBlock(take: (block: BlockSeen) => void): () => void
  disconnect(): Promise<void>
}

export async function connectFarmChain(url: string): Promise<FarmChain> {
  const api = await ApiPromise.create({ provider: new WsProvider(url) as never, noInitWarn: true })
  const keyring = new Keyring({ type: 'sr25519' })
  const pairs = new Map<string, KeyringPair>()
  /** Of each account one after the other: its numbers have no gaps. */
  const lanes = new Map<string, Promise<unknown>>()
  const blocks: BlockSeen[] = []
  const takers = new Set<(block: BlockSeen) => void>()
  const accounts = new Map<number, Promise<string>>()
  let reading = Promise.resolve()

  const errorName = (error: DispatchError): string => {
    if (!error.isModule) return error.type
    const { section, name } = api.registry.findMetaError(error.asModule)
    return `${section}.${name}`
  }

  function seen({ event, phase }: EventRecord): EventSeen {
    const values = event.data.toJSON() as unknown[]
    const names = event.meta.fields.map(({ name }, at) => (name.isSome ? name.unwrap().toString() : String(at)))
    const data = Object.fromEntries(names.map((name, at) => [camel(name), values[at]]))
    const error = event.method === 'ExtrinsicFailed' ? errorName(event.data[0] as unknown as DispatchError) : undefined
    return {
      pallet: event.section,
      name: event.method,
      data: error === undefined ? data : { error },
      extrinsic: phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : null,
    }
  }

  async function read(number: number): Promise<void> {
    const hash = (await api.rpc.chain.getBlockHash(number)).toHex()
    const at = await api.at(hash)
    const [records, now] = await Promise.all([at.query['system']!['events']!(), at.query['timestamp']!['now']!()])
    const events = [...(records as unknown as Iterable<EventRecord>)]
      .filter(({ event: { section, method } }) => PALLETS.has(section) && !SILENT_EVENTS.has(method))
      .map(seen)
    const failed = events.filter(({ name }) => name === 'ExtrinsicFailed')
    const signers = failed.length === 0 ? [] : (await api.rpc.chain.getBlock(hash)).block.extrinsics
    const block = {
      number,
      hash,
      at: Number(now.toString()),
      events: events.map((event) =>
        event.name !== 'ExtrinsicFailed'
          ? event
          : { ...event, data: { ...event.data, signer: signers[event.extrinsic!]!.signer.toString() } },
      ),
    }
    blocks.push(block)
    for (const take of takers) take(block)
  }

  const stop = await api.rpc.chain.subscribeFinalizedHeads((header) => {
    const target = header.number.toNumber()
    reading = reading.then(async () => {
      for (let next = (blocks.at(-1)?.number ?? 0) + 1; next <= target; next += 1) await read(next)
    })
    reading.catch(() => {})
  })

  const pairOf = (uri: string): KeyringPair => {
    if (!pairs.has(uri)) pairs.set(uri, keyring.addFromUri(uri))
    return pairs.get(uri)!
  }

  async function send(uri: string, extrinsic: SubmittableExtrinsic<'promise'>): Promise<readonly EventSeen[]> {
    const pair = pairOf(uri)
    // Others may sign for the same account: what it has signed last is asked for each time.
    const nonce = (await api.rpc.system.accountNextIndex(pair.address)).toNumber()
    const done = Promise.withResolvers<readonly EventSeen[]>()
    const fail = (reason: string) =>
      done.reject(new Error(`${extrinsic.method.section}.${extrinsic.method.method}: ${reason}`))
    const unsubscribe = await extrinsic.signAndSend(pair, { nonce }, ({ status, dispatchError, events }) => {
      if (status.isInBlock || status.isFinalized) {
        if (dispatchError) done.reject(new Error(errorName(dispatchError)))
        else done.resolve(events.map(seen))
      } else if (status.isInvalid || status.isDropped || status.isUsurped) fail(status.type)
    })
    return done.promise.finally(unsubscribe)
  }

  return {
    genesis: api.genesisHash.toHex(),
    blocks,
    submit(uri, pallet, call, ...args) {
      const before = lanes.get(uri) ?? Promise.resolve()
      const next = before.catch(() => {}).then(() => send(uri, api.tx[pallet]![call]!(...args)))
      lanes.set(uri, next)
      return next
    },
    async query(pallet, item, keys, at) {
      const from = at === undefined ? api : await api.at(at)
      return (await from.query[pallet]![item]!(...keys)).toJSON()
    },
    async entries(pallet, item, at) {
      const from = at === undefined ? api : await api.at(at)
      return (await from.query[pallet]![item]!.entries()).map(([key, value]) => [key.args[0]!.toJSON(), value.toJSON()])
    },
    accountOf(twin) {
      const known =
        accounts.get(twin) ??
        api.query['tfgridModule']!['twins']!(twin).then((found) =>
          (found as unknown as { unwrap(): { accountId: { toHex(): string } } }).unwrap().accountId.toHex(),
        )
      accounts.set(twin, known)
      return known
    },
    onBlock(take) {
      takers.add(take)
      return () => void takers.delete(take)
    },
    async disconnect() {
      stop()
      await reading.catch(() => {})
      await api.disconnect()
    },
  }
}
