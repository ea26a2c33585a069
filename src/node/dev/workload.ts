import { devAccount } from '../../devnet/accounts.ts'
import { fromHex } from '../../devnet/bytes.ts'
import { createDemo, type Demo } from '../../devnet/demo/index.ts'
import type { Devnet } from '../../devnet/devnet.ts'
import type { DevnetRuntime } from '../../devnet/runtime/index.ts'

export interface Workload {
  /** How many requests came out as they should, were answered wrongly, or wait. `seen`: the last block the node had to act on. */
  judge(seen: number): Verdicts
  /** Bucket of every request made to the provider, in order. */
  buckets(): bigint[]
}

export interface Verdicts {
  readonly right: number
  readonly wrong: number
  /** Waiting for longer than an answer takes. */
  readonly forgotten: number
  /** Waiting, but not for long, or not in a final block yet. */
  readonly open: number
}

export interface WorkloadOptions {
  readonly seed: number
  readonly requests: number
  readonly perBlock: number
  /** Blocks after which a request should have its answer. */
  readonly dueAfter: number
}

const bytes = (hash: string) => fromHex(hash.slice(2))

const MOST_ONBOARDING_BLOCKS = 64

/** Lets others ask the provider `//Alice` to store. Returns once the provider's own part, which needs its key, is over. */
export function startWorkload(devnet: Devnet, runtime: DevnetRuntime, options: WorkloadOptions): Workload {
  const { chain } = devnet
  const demo = createDemo(
    { ...options, provider: devAccount('Alice') },
    {
      runtime,
      genesisHash: bytes(chain.genesis.hash),
      submit: (extrinsic) => void chain.pool.submit(extrinsic),
    },
  )
  chain.onBest.add(({ number, hash }) => demo.onBlock({ number, hash: bytes(hash), state: chain.state(hash) }))
  for (let made = 0; !demo.onboarded(); made += 1) {
    if (made === MOST_ONBOARDING_BLOCKS) throw new Error(`the provider is not set up after ${made} blocks`)
    devnet.seal()
  }
  // What the node finds first must be final.
  devnet.seal()
  return {
    judge: (seen) => judge(demo, devnet, seen - options.dueAfter),
    buckets: () => demo.ledger.filter(({ expected }) => expected !== 'foreign').map(({ bucketId }) => bucketId),
  }
}

function judge(demo: Demo, { chain }: Devnet, due: number): Verdicts {
  const verdicts = { right: 0, wrong: 0, forgotten: 0, open: 0 }
  for (const { entry, verdict } of demo.judge(chain.state(chain.finalized.hash))) {
    // A fresh request may not be in a final block yet, and then looks like one that is gone.
    if (verdict === 'right') verdicts.right += 1
    else if (entry.sentOn > due) verdicts.open += 1
    else verdicts[verdict === 'open' ? 'forgotten' : 'wrong'] += 1
  }
  return verdicts
}
