import {
  isInForce,
  type Reading,
  readAgreement,
  readAgreements,
  readFarmOwner,
  readGenesis,
  readGridNode,
  readLastNode,
  readNodeProofs,
  readOpenBillsOf,
  readPeriodLength,
  readTwinAccount,
} from '../chain-state.ts'

/** What the chain has as of one block, each thing read once. */
export function createChainView(ctx: Reading, at: string) {
  const known = new Map<string, Promise<unknown>>()
  function once<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
    const reading = known.get(name) ?? read()
    known.set(name, reading)
    return reading as Promise<Value>
  }
  return {
    genesis: () => once('genesis', () => readGenesis(ctx, at)),
    bills: (farmId: number) => once(`bills/${farmId}`, () => readOpenBillsOf(ctx, farmId, at)),
    /** What the agreements of a farm allow for a period together. */
    async mostOf(farmId: number, period: number): Promise<bigint> {
      return (await readAgreements(ctx, at))
        .map(({ value }) => value)
        .filter((of) => of.farmId === farmId && isInForce(of, period))
        .reduce((sum, { maxPerPeriod }) => sum + maxPerPeriod, 0n)
    },
    agreement: (id: bigint) => once(`agreement/${id}`, () => readAgreement(ctx, id, at)),
    farm: (id: number) => once(`farm/${id}`, () => readFarmOwner(ctx, id, at)),
    node: (id: number) => once(`node/${id}`, () => readGridNode(ctx, id, at)),
    /** Seconds. */
    periodLength: () => once('period', () => readPeriodLength(ctx)),
    /** Id of the last node that there ever was. */
    lastNode: () => once('last-node', () => readLastNode(ctx, at)),
    /** The root that a node has put on the chain for a period. */
    async provenRoot(nodeId: number, period: number) {
      const proofs = await once(`proofs/${nodeId}`, () => readNodeProofs(ctx, nodeId, at))
      return proofs.find((proof) => proof.period === period)?.root
    },
    accountOfTwin: (id: number) => once(`twin/${id}`, () => readTwinAccount(ctx, id, at)),
  }
}

export type ChainView = ReturnType<typeof createChainView>
