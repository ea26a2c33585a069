import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hexToU8a } from '@polkadot/util'
import { signatureVerify } from '@polkadot/util-crypto'
import { decode } from '../../../src/kernel/index.ts'
import { type PlainUse, statementBytes } from '../plain-bill.ts'
import type { FarmChain } from './chain.ts'
import type { Statement } from './observed.ts'
import { type Layout, twinOfNode } from './places.ts'

/**
 * What a node has signed for its farm that it has told nobody else, because it went down or died in between: out of what the farm has
 * kept. It counts by the node's signature alone.
 */
export async function keptStatements(
  home: string,
  known: readonly Statement[],
  { chain, layout }: { readonly chain: FarmChain; readonly layout: Layout },
): Promise<Statement[]> {
  const heard = new Set(known.map(({ node, period }) => `${node}/${period}`))
  const database = new DatabaseSync(join(home, 'data', 'usage.db'), { readOnly: true })
  const rows = database.prepare('SELECT period, node, agreement, deployment, used, signature FROM statements').all()
  database.close()
  const kept: Statement[] = []
  for (const row of rows) {
    const [node, period] = [Number(row['node']), Number(row['period'])]
    if (heard.has(`${node}/${period}`)) continue
    const stated = {
      node,
      agreement: BigInt(row['agreement'] as string),
      deployment: BigInt(row['deployment'] as string),
      used: decode(row['used'] as string) as PlainUse,
    }
    const account = hexToU8a(await chain.accountOf(twinOfNode(layout, node)))
    const { isValid } = signatureVerify(
      statementBytes(chain.genesis, period, stated),
      row['signature'] as string,
      account,
    )
    kept.push({
      node,
      period,
      // Nobody outside has heard it.
      at: Number.POSITIVE_INFINITY,
      used: isValid ? [stated] : [],
      badSignatures: isValid ? 0 : 1,
    })
  }
  return kept
}
