import { Subject } from 'rxjs'
import type { Connection } from '../../src/chain/connection/link.ts'
import type { Session } from '../../src/chain/connection/session.ts'
import { ChainError } from '../../src/chain/errors.ts'
import type { Cursor } from '../../src/chain/follower/followed-block.ts'
import { readHead } from '../../src/chain/runtime/header.ts'
import type { ChainRuntime } from '../../src/chain/runtime/runtime.ts'

const ZERO = `0x${'00'.repeat(32)}`

export interface FakeHeader {
  readonly number: string
  readonly parentHash: string
  readonly stateRoot: string
  readonly extrinsicsRoot: string
  readonly digest: { readonly logs: string[] }
}

const chains = new Map<string, FakeHeader[]>()

/** The headers of a chain that goes on without end; each branch is another history from block 1 on. */
export function headerAt(number: number, branch = 'a'): FakeHeader {
  const chain = chains.get(branch) ?? []
  chains.set(branch, chain)
  while (chain.length <= number) {
    const at = chain.length
    chain.push({
      number: `0x${at.toString(16)}`,
      parentHash: at === 0 ? ZERO : readHead(chain[at - 1]).hash,
      stateRoot: `0x${(at === 0 ? '0' : branch).repeat(64)}`,
      extrinsicsRoot: ZERO,
      digest: { logs: ['0x0642414245'] },
    })
  }
  return chain[number]!
}

export const hashAt = (number: number, branch = 'a'): string => readHead(headerAt(number, branch)).hash
export const cursorAt = (number: number, branch = 'a'): Cursor => ({ number, hash: hashAt(number, branch) })

export type Answers = Record<string, (params: readonly unknown[]) => unknown>

/** A node that says what it is told to say, and counts what it is asked. */
export function fakeNode(options: { height?: number; branch?: string; prunedUpTo?: number } = {}) {
  const { branch = 'a', prunedUpTo = -1 } = options
  const heads = new Subject<unknown>()
  const asked: Array<readonly [method: string, params: readonly unknown[]]> = []
  const numbers = new Map<string, number>()
  let height = options.height ?? 10
  let known = -1
  const numberOf = (hash: unknown) => {
    for (; known < height; known += 1) numbers.set(hashAt(known + 1, branch), known + 1)
    return numbers.get(String(hash))
  }
  const stateOf = (hash: unknown, value: unknown) => {
    const number = numberOf(hash)
    if (number !== undefined && number > prunedUpTo) return value
    const message = `Client error: State already discarded for ${String(hash)}`
    throw new ChainError({ code: 'rpc-error', method: 'state', rpcCode: 4003, message }, message)
  }
  const answers: Answers = {
    chain_getBlockHash: ([wanted]) => {
      const one = (number: number) => (number > height ? null : hashAt(number, branch))
      return Array.isArray(wanted) ? (wanted as number[]).map(one) : one(wanted as number)
    },
    chain_getHeader: ([hash]) => headerAt(numberOf(hash)!, branch),
    chain_getFinalizedHead: () => hashAt(height, branch),
    state_getStorage: ([, hash]) => stateOf(hash, '0x00'),
    state_getRuntimeVersion: ([hash]) => stateOf(hash, { specVersion: 1 }),
  }
  const session: Session = {
    endpoint: `fake-${branch}`,
    closed: new Promise(() => {}),
    async request(method, params) {
      asked.push([method, params])
      return answers[method]!(params)
    },
    subscribe: (method) => (method === 'chain_subscribeFinalizedHeads' ? heads : new Subject()),
    close: () => {},
  }
  const runtime = { specVersion: 1, eventsKey: '0x26aa' } as unknown as ChainRuntime
  const connection: Connection = {
    session,
    runtime,
    genesisHash: hashAt(0, branch),
    runtimes: {
      versionAt: async (hash) =>
        ((await session.request('state_getRuntimeVersion', [hash])) as typeof runtime).specVersion,
      at: async () => runtime,
      get: () => runtime,
    },
  }
  return {
    session,
    connection,
    answers,
    asked,
    /** Grows to `known` and tells of the finalized head `number`. */
    async head(number: number, known = number) {
      height = Math.max(height, known)
      heads.next(headerAt(number, branch))
      await settle()
    },
    tell: (head: unknown) => heads.next(head),
  }
}

/** Lets promises get on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
