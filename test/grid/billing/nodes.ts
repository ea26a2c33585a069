import type { DevAccount } from '../../../src/devnet/accounts.ts'
import { statementBytes } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import type { Used } from '../../../src/grid/evidence/used.ts'
import { GIB } from '../../devnet/grid/stage.ts'

/** What ran on a node, as it says. */
export interface Ran {
  readonly agreement: bigint
  readonly deployment: bigint
  readonly used: Used
  readonly hash?: string
}

/** Two cores, two GiB of memory and 60 of fast disk, for so many seconds. */
export const smallFor = (seconds: number): Used => {
  const time = BigInt(seconds)
  return { cru: 2n * time, mru: 2n * GIB * time, sru: 60n * GIB * time, hru: 0n, ipv4: 0n, nru: 0n }
}

export const hashOfDeployment = (deployment: bigint): string => `d${deployment}`.padEnd(32, '0')

const text = (used: Used) => Object.fromEntries(Object.entries(used).map(([kind, amount]) => [kind, String(amount)]))

/** A node that signs what ran on it, and answers while it is awake. */
export function createNode(account: DevAccount, node: number) {
  const ran = new Map<number, Ran[]>()
  const asked: number[] = []
  return {
    account,
    isAwake: true,
    /** What becomes of each statement on its way. */
    forge: (statement: Record<string, unknown>): Record<string, unknown> => statement,
    /** Periods that it was asked for, in order. */
    asked,
    run(period: number, ...what: readonly Ran[]): void {
      ran.set(period, [...(ran.get(period) ?? []), ...what])
    },
    answer(genesis: Uint8Array, period: number): unknown {
      asked.push(period)
      const statements = (ran.get(period) ?? []).map(({ agreement, deployment, used, hash }) => {
        const bytes = statementBytes({ genesis, node, period, agreement, deployment, used: { ...used } })
        const value = `0x${Buffer.from(account.sign(bytes)).toString('hex')}`
        return this.forge({
          agreement: String(agreement),
          deployment: String(deployment),
          hash: hash ?? hashOfDeployment(deployment),
          used: text(used),
          signature: { type: account.scheme, value },
        })
      })
      return { statements }
    },
  }
}

export type Node = ReturnType<typeof createNode>
