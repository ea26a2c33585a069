import { blake2AsU8a, Metadata, TypeRegistry, u8aToHex } from '#polkadot'
import { createSigner, type DevAccount, devAccount, type SignOptions } from '../../src/devnet/accounts.ts'
import { type Call, createRuntime, type RuntimeOptions } from '../../src/devnet/runtime/index.ts'
import type { ChainContext, StateView } from '../../src/devnet/types.ts'

export const UNIT = 10n ** 12n

/** An event as polkadot.js reads it: an account of the code under test by other code. */
export interface SeenEvent {
  phase: string
  name: string
  data: Record<string, unknown>
}

export interface Outcome {
  /** `undefined` for success, else `Pallet.Error`, `Token.FundsUnavailable`, `BadOrigin`. */
  error: string | undefined
  /** Names of the extrinsic's own events. */
  events: SeenEvent[]
}

/** A chain without consensus, pool or network: the runtime, a map for its state, and a list of hashes. */
export function createTestChain(options: Partial<RuntimeOptions> = {}) {
  const endowed = (['Alice', 'Bob', 'Charlie', 'Dave'] as const).map((name) => funded(devAccount(name)))
  let runtime = createRuntime({ genesis: { endowed }, ...options })
  const state = new Map<string, Uint8Array>()
  const view: StateView = {
    get: (key) => state.get(key),
    keys: (prefix) => [...state.keys()].filter((key) => key.startsWith(prefix)).sort(),
  }
  const write = (changes: ReadonlyMap<string, Uint8Array | null>) => {
    for (const [key, value] of changes) {
      if (value) state.set(key, value)
      else state.delete(key)
    }
  }
  write(runtime.genesis())
  const hashes = [blake2AsU8a('genesis', 256)]
  const nonces = new Map<string, number>()
  let registry = registryOf(runtime)
  let signer = createSigner(runtime, hashes[0]!)
  let skipped = 0

  const context = (): ChainContext => ({
    number: hashes.length,
    timestamp: hashes.length * 6_000 + skipped,
    parentHash: hashes.at(-1)!,
    blockHash: (number) => hashes[number],
  })

  /** Decodes a value at a storage key, which the caller knows. */
  const read = (key: string, type: string) => {
    const bytes = state.get(key)
    return bytes && registry.createType(type, bytes).toJSON()
  }

  function block(...extrinsics: Uint8Array[]) {
    const built = runtime.buildBlock(view, context(), extrinsics)
    write(built.changes)
    hashes.push(blake2AsU8a(Buffer.concat([hashes.at(-1)!, Buffer.from(String(hashes.length))]), 256))
    return { ...built, events: seenEvents() }
  }

  function seenEvents(): SeenEvent[] {
    const bytes = state.get('26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7')
    const records = registry.createType('Vec<EventRecord>', bytes) as unknown as Iterable<RawRecord>
    return [...records].map(({ phase, event }) => ({
      phase: phase.isApplyExtrinsic ? String(phase.asApplyExtrinsic) : phase.type,
      name: `${event.section}.${event.method}`,
      data: Object.fromEntries(event.data.map((each, i) => [event.data.names?.[i] ?? String(i), each.toJSON()])),
    }))
  }

  const sign = (account: DevAccount, call: Call, sought: Partial<SignOptions> = {}) => {
    const nonce = sought.nonce ?? nonces.get(account.uri) ?? 0
    nonces.set(account.uri, nonce + 1)
    return signer.sign(account, call, { ...sought, nonce })
  }

  /** A block with this one call. */
  function submit(account: DevAccount, call: Call, sought: Partial<SignOptions> = {}): Outcome {
    const { events, skipped } = block(sign(account, call, sought))
    if (skipped[0]) throw new Error(`left out: ${skipped[0].reason}`)
    const own = events.filter(({ phase }) => phase === '1')
    const failed = own.find(({ name }) => name === 'system.ExtrinsicFailed')
    return { error: failed && errorName(failed.data.dispatchError ?? failed.data.dispatch_error), events: own }
  }

  function errorName(error: unknown): string {
    const [kind, detail] = Object.entries(error as Record<string, unknown>)[0] ?? ['?', undefined]
    if (kind === 'module') {
      const { index, error: code } = detail as { index: number; error: string }
      const { section, name } = registry.findMetaError(Uint8Array.of(index, Number.parseInt(code.slice(2, 4), 16)))
      return `${section}.${name}`
    }
    return detail === null || detail === undefined ? kind : `${kind}.${detail}`
  }

  return {
    get runtime() {
      return runtime
    },
    get registry() {
      return registry
    },
    /** Has the next blocks made by another runtime. */
    upgrade(to: Partial<RuntimeOptions>) {
      runtime = createRuntime({ genesis: { endowed }, ...to })
      registry = registryOf(runtime)
      signer = createSigner(runtime, hashes[0]!)
    },
    state,
    view,
    /** Storage that a test changes by hand. */
    access: { ...view, set: (key: string, value: Uint8Array | null) => write(new Map([[key, value]])) },
    hashes,
    context,
    read,
    block,
    sign,
    submit,
    errorName,
    /** Lets time pass without blocks. */
    pass(seconds: number) {
      skipped += seconds * 1_000
    },
    /** Empty blocks until the next one has this number. */
    skipTo(number: number) {
      while (hashes.length < number) block()
    },
    account: (who: DevAccount) => {
      const key = runtime.call(view, context(), 'AccountNonceApi_account_nonce', who.account)
      const bytes = state.get(accountKey(who.account))
      const info = bytes && (registry.createType('FrameSystemAccountInfo', bytes).toJSON() as unknown as AccountJson)
      return { nonce: key && new DataView(key.buffer, key.byteOffset).getUint32(0, true), info }
    },
  }
}

function registryOf(runtime: Pick<ReturnType<typeof createRuntime>, 'metadata'>): TypeRegistry {
  const registry = new TypeRegistry()
  registry.setMetadata(new Metadata(registry, u8aToHex(runtime.metadata(15))))
  return registry
}

/** What is used of polkadot.js's event records. */
interface RawRecord {
  phase: { isApplyExtrinsic: boolean; asApplyExtrinsic: unknown; type: string }
  event: { section: string; method: string; data: Array<{ toJSON(): unknown }> & { names: string[] | null } }
}

export interface AccountJson {
  nonce: number
  providers: number
  consumers: number
  data: { free: number | string; reserved: number | string }
}

export type TestChain = ReturnType<typeof createTestChain>

export const funded = (account: DevAccount) => ({ account: account.account, balance: 1_000_000n * UNIT })

const ACCOUNT_PREFIX = '26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9'
export const blake2Concat = (key: Uint8Array) => Buffer.concat([blake2AsU8a(key, 128), key]).toString('hex')
export const accountKey = (who: Uint8Array) => ACCOUNT_PREFIX + blake2Concat(who)
