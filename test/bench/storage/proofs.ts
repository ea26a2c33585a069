import { join } from 'node:path'
import { buildTree } from '../../../src/storage/store/chunk-tree.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment, Hash, MmrProof } from '../../../src/storage/store/types.ts'
import { isLeafAt } from '../../../src/storage/store/verify.ts'
import { reportBar, reportRate, seconds } from './measure.ts'

const LEAVES = 1_000_000
/** Leaves under the earlier commitment. */
const PAST = 500_001
const PROOFS = 2_000
const ROUNDS = 7

/** Leaves all over the range. */
const placeOf = (n: number, leafCount: bigint): bigint => (BigInt(n) * 7_919n * 61n) % leafCount

/** Proofs under a million leaves: for the present commitment, for one of half as many leaves, and what it takes to check them. */
export async function proofs(folder: string): Promise<void> {
  const store = await openContentStore(join(folder, 'proofs.db'), Date.now)
  const { root, nodes } = buildTree([Buffer.from('the same in every leaf')])
  await store.putNode(1n, nodes[0]!)
  const many = (count: number): Hash[] => Array.from({ length: count }, () => root)
  const past = await store.commit(1n, many(PAST))
  const present = await store.commit(1n, many(LEAVES - PAST))
  const build = async ({ mmrRoot, startSeq, leafCount }: Commitment): Promise<MmrProof[]> => {
    const built: MmrProof[] = []
    for (let n = 0; n < PROOFS; n += 1)
      built.push(await store.mmrProof(1n, { mmrRoot, startSeq, leafCount }, placeOf(n, leafCount)))
    return built
  }
  const verify = ({ mmrRoot, leafCount }: Commitment, built: readonly MmrProof[]) => {
    for (const [n, proof] of built.entries())
      if (!isLeafAt(mmrRoot, leafCount, placeOf(n, leafCount), proof)) throw new Error('it does not prove')
  }
  verify(past, await build(past))
  const built = await build(present)
  // In turn, so that whatever else the machine does meets all of them.
  const times = { present: [] as number[], past: [] as number[], check: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    times.present.push(await seconds(() => build(present)))
    times.past.push(await seconds(() => build(past)))
    times.check.push(await seconds(() => verify(present, built)))
  }
  await store.close()
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
  const [now, earlier, check] = [median(times.present), median(times.past), median(times.check)]
  reportRate(`proofs under ${LEAVES} leaves built, of verified`, PROOFS / now, PROOFS / check, 'a second')
  reportBar('past, of present', earlier / now, 3, `${(PROOFS / earlier).toFixed(0)} built a second`)
}
