import type { ChallengeLayout } from '../challenge-layouts.ts'
import { encodeV14, encodeV15 } from '../metadata/index.ts'
import { encode, unit } from '../scale/index.ts'
import type { Runtime, RuntimeVersion, StateView } from '../types.ts'
import { accountNonceApi, core, type MetadataVersion, metadataApi } from './api/core.ts'
import type { ApiState } from './api/define.ts'
import { transactionPaymentApi } from './api/transaction-payment.ts'
import { taggedTransactionQueue } from './api/transaction-queue.ts'
import type { Call } from './call.ts'
import type { ApplyDependencies } from './executive/apply.ts'
import { createExecutive } from './executive/block.ts'
import { createOverlay } from './executive/overlay.ts'
import { validate } from './executive/validate.ts'
import { createSignatureCheck, SIGNED_EXTENSIONS, signedExtra, uncheckedExtrinsic } from './extrinsic/index.ts'
import { type GridOptions, gridPallets } from './grid.ts'
import { createOuterEnums } from './outer.ts'
import type { Pallet } from './pallet/index.ts'
import { type BalancesGenesis, createBalances, createLedger } from './pallets/balances/index.ts'
import { createProxy } from './pallets/proxy/index.ts'
import {
  createStorageProvider,
  DEFAULT_CONSTANTS,
  type StorageProviderConstants,
  type StorageProviderGenesis,
} from './pallets/storage-provider/index.ts'
import { createSystem } from './pallets/system/index.ts'
import { timestamp } from './pallets/timestamp/index.ts'
import { DEFAULT_FEE_RATES, type FeeRates } from './pallets/transaction-payment/fees.ts'
import { transactionPayment } from './pallets/transaction-payment/index.ts'
import { createUtility } from './pallets/utility/index.ts'
import { multiAddress, multiSignature } from './primitives/index.ts'
import { createVersion } from './version.ts'

export interface RuntimeOptions {
  genesis: BalancesGenesis & Partial<StorageProviderGenesis>
  /** How it keeps open challenges: in lists unless told otherwise. In a map since version 2, which takes over those of lists. */
  challenges?: ChallengeLayout
  /** What differs from version 1, or 2 with a map of challenges. */
  version?: Partial<RuntimeVersion>
  existentialDeposit?: bigint
  fees?: FeeRates
  blockHashCount?: number
  ss58Prefix?: number
  /** Pallets that it does not have: a runtime from before they were added, or one for other things. */
  without?: ReadonlyArray<'Proxy' | 'StorageProvider'>
  /** What differs from the local runtime's numbers. */
  storageProvider?: Partial<StorageProviderConstants>
  /** Given, it has the pallets of a compute grid. */
  grid?: GridOptions
}

/** The runtime, and how to say a call in its bytes. */
export interface DevnetRuntime extends Runtime {
  encodeCall(call: Call): Uint8Array
}

const EMPTY: StateView = { get: () => undefined, keys: () => [] }

/** The development chain's logic. */
export function createRuntime(options: RuntimeOptions): DevnetRuntime {
  const outer = createOuterEnums(() => pallets)
  const extrinsicType = uncheckedExtrinsic(outer.call)
  const { challenges = 'list' } = options
  const feeRates = options.fees ?? DEFAULT_FEE_RATES
  const apis = [
    core(() => version),
    metadataApi((asked) => metadata(asked)),
    taggedTransactionQueue(extrinsicType),
    accountNonceApi,
    transactionPaymentApi(extrinsicType, outer.call, feeRates),
  ]
  const version = createVersion(apis, challenges, options.version ?? {})
  const ledger = createLedger(options.existentialDeposit ?? 1_000_000_000n)
  const { blockHashCount = 4_096, ss58Prefix = 42 } = options
  const system = createSystem({ version, blockHashCount, ss58Prefix }, outer.event)
  const constants = { ...DEFAULT_CONSTANTS, ...options.storageProvider }
  const all: Pallet[] = [
    system,
    timestamp,
    createBalances(options.genesis, ledger),
    transactionPayment,
    createUtility(outer.call),
    createProxy(outer.call, ledger),
    createStorageProvider({ genesis: { buckets: [], ...options.genesis }, constants, challenges }, ledger),
    ...(options.grid ? gridPallets(options.grid, outer.call, ledger) : []),
  ]
  const { without = [] } = options
  const pallets = all.filter(({ identity }) => !without.some((name) => name === identity.name))
  const dependencies: ApplyDependencies = {
    version,
    feeRates,
    runtimeCall: outer.call,
    ledger,
    verify: createSignatureCheck(),
    canPay: (execution, who, amount) => ledger.reducible(execution, who, 'preserve') >= amount,
  }
  const executive = createExecutive(pallets, system, dependencies)

  const encoded = new Map<MetadataVersion, Uint8Array>()
  function metadata(asked: MetadataVersion): Uint8Array {
    const known = encoded.get(asked)
    if (known) return known
    const described = {
      pallets: pallets.map(({ identity, calls, events, errors, storage, constants }) => ({
        name: identity.name,
        index: identity.index,
        calls: calls?.type,
        events,
        errors,
        storage,
        constants: constants ?? {},
      })),
      extrinsic: {
        version: 4,
        type: extrinsicType,
        address: multiAddress,
        signature: multiSignature,
        extra: signedExtra,
        signedExtensions: SIGNED_EXTENSIONS,
      },
      outer,
      runtime: unit('reeve_devnet_runtime::Runtime'),
      apis,
    }
    const made = asked === 14 ? encodeV14(described) : encodeV15(described)
    encoded.set(asked, made)
    return made
  }

  return {
    version,
    encodeCall: (call) => encode(outer.call, call),
    metadata,
    genesis() {
      const storage = createOverlay(EMPTY)
      for (const pallet of pallets) pallet.genesis?.(storage)
      return storage.changes()
    },
    validate: (state, context, extrinsic) => validate(executive.open(state, context), extrinsic, dependencies),
    buildBlock: executive.build,
    call(state, context, name, input) {
      const [api, method] = split(name)
      const found = apis.find((each) => each.name === api)?.methods[method]
      const from: ApiState = {
        state,
        context,
        open: () => executive.open(state, context),
        validate: (extrinsic) => validate(executive.open(state, context), extrinsic, dependencies),
      }
      return found?.answer(from, input)
    },
  }
}

/** `AccountNonceApi_account_nonce`: the API up to the first underscore, then the method. */
function split(name: string): [api: string, method: string] {
  const at = name.indexOf('_')
  return [name.slice(0, at), name.slice(at + 1)]
}

export type { Call } from './call.ts'
