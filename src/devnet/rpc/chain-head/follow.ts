import type { Block } from '../../chain/block.ts'
import type { Chain } from '../../chain/chain.ts'
import type { Runtime } from '../../types.ts'

/** Blocks that one subscription may keep pinned; one that keeps more is stopped. */
const MOST_PINNED = 1_024
/** Finalized blocks that a new subscription is told of. */
const WINDOW = 16

/** One `chainHead_v1_follow`: what it was told of stays at hand until it is unpinned. */
export interface Follow {
  readonly pinned: Map<string, Block>
  notify(event: object): void
  nextOperation(): string
}

export interface FollowOptions {
  readonly chain: Chain
  readonly withRuntime: boolean
  notify(event: object): void
}

export interface RunningFollow extends Follow {
  stop(): void
}

export function startFollow({ chain, withRuntime, notify: send }: FollowOptions): RunningFollow {
  const pinned = new Map<string, Block>()
  let operations = 0
  let abandoned: string[] = []
  let stops: Array<() => void> = []
  let over = false

  const notify = (event: object) => {
    if (!over) send(event)
  }

  const stop = () => {
    over = true
    for (const each of stops) each()
    stops = []
    pinned.clear()
  }

  function pin(block: Block): void {
    pinned.set(block.hash, block)
    if (pinned.size <= MOST_PINNED) return
    notify({ event: 'stop' })
    stop()
  }

  function announce(block: Block): void {
    const parent = chain.find(block.parentHash)
    const isUpgrade = withRuntime && parent?.runtime !== block.runtime
    pin(block)
    notify({
      event: 'newBlock',
      blockHash: block.hash,
      parentBlockHash: block.parentHash,
      newRuntime: isUpgrade ? runtimeOf(block.runtime) : null,
    })
  }

  const first = Math.max(0, chain.finalized.number - WINDOW + 1)
  const numbers = Array.from({ length: chain.finalized.number - first + 1 }, (_, index) => first + index)
  const finalized = numbers.flatMap((number) => chain.at(number) ?? [])
  for (const block of finalized) pinned.set(block.hash, block)
  notify({
    event: 'initialized',
    finalizedBlockHashes: finalized.map(({ hash }) => hash),
    ...(withRuntime ? { finalizedBlockRuntime: runtimeOf(chain.finalized.runtime) } : {}),
  })
  for (let number = chain.finalized.number + 1; number <= chain.best.number; number += 1) announce(chain.at(number)!)
  notify({ event: 'bestBlockChanged', bestBlockHash: chain.best.hash })
  stops = [
    chain.onImport.add(announce),
    chain.onBest.add(({ hash }) => notify({ event: 'bestBlockChanged', bestBlockHash: hash })),
    chain.onAbandoned.add(({ hash }) => void abandoned.push(hash)),
    chain.onFinalized.add(({ hash }) => {
      const prunedBlockHashes = abandoned.filter((each) => pinned.has(each))
      abandoned = []
      notify({ event: 'finalized', finalizedBlockHashes: [hash], prunedBlockHashes })
    }),
  ]
  return { pinned, notify, stop, nextOperation: () => String(operations++) }
}

const runtimeOf = ({ version }: Runtime) => ({
  type: 'valid',
  spec: {
    specName: version.specName,
    implName: version.implName,
    specVersion: version.specVersion,
    implVersion: version.implVersion,
    transactionVersion: version.transactionVersion,
    apis: Object.fromEntries(version.apis),
  },
})
