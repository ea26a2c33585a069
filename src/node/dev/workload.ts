import { devAccount } from '../../devnet/accounts.ts'
import { fromHex } from '../../devnet/bytes.ts'
import { createDemo, type Demo } from '../../devnet/demo/index.ts'
import type { Devnet } from '../../devnet/devnet.ts'
import type { DevnetRuntime } from '../../devnet/runtime/index.ts'

export interface Workload {
  /** How many requests of each kind came out as they should, were answered wrongly, or wait. */
  judge(): Verdicts
  /** Bucket of every request made to the provider, in order. */
  buckets(): bigint[]
}

export interface Verdicts {
  readonly right: number
  readonly wrong: number
  /** Waiting for an answer since before the last `GRACE` blocks. */
  readonly forgotten: number
  /** Waiting, but not for long. */
  readonly open: number
}

export interface WorkloadOptions {
  readonly seed: number
  readonly requests: number
  readonly perBlock: number
}

/** A request is seen when final, answered in the next block, and the answer is seen when that is final. */
const GRACE = 8

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
    judge: () => judge(demo, devnet),
    buckets: () => demo.ledger.filter(({ expected }) => expected !== 'foreign').map(({ bucketId }) => bucketId),
  }
}

function judge(demo: Demo, { chain }: Devnet): Verdicts {
  const { number, hash } = chain.finalized
  const verdicts = { right: 0, wrong: 0, forgotten: 0, open: 0 }
  for (const { entry, verdict } of demo.judge(chain.state(hash))) {
    const late = number - entry.sentOn > GRACE
    // A fresh request may not be in a final block yet, and then looks like one that is gone.
    if (verdict === 'right') verdicts.right += 1
    else if (!late) verdicts.open += 1
    else verdicts[verdict === 'open' ? 'forgotten' : 'wrong'] += 1
  }
  return verdicts
}
