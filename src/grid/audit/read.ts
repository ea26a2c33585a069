import { z } from 'zod'
import { readConstant, readEntries, readState } from '../../chain/reader/read.ts'
import { accountOf } from '../../chain/scale/ss58.ts'
import type { TaskContext } from '../../kernel/index.ts'

const AGREEMENTS = 'GridAgreements'
const GRID = 'TfgridModule'

const u32 = z.coerce.number().int().min(0)
const amount = z.coerce.bigint().min(0n)
const hash = z.string().regex(/^0x[0-9a-f]{64}$/)

const account = z.string().transform((text, issues) => {
  const found = hash.safeParse(text).success ? text : accountOf(text)
  if (found !== undefined) return found
  issues.addIssue({ code: 'custom', message: `"${text}" is not an account` })
  return z.NEVER
})

export const openBill = z.object({ period: u32, root: hash, total: amount, payableAt: amount })
export type OpenBill = z.infer<typeof openBill>

export const biller = z.object({ bills: z.array(openBill) })

const rates = z.object({ cu: amount, su: amount, ipu: amount, nu: amount })
const agreement = z.object({
  farmId: u32,
  terms: z.object({ rates }),
  maxPerPeriod: amount,
  deposit: amount,
  since: u32,
  ends: u32.nullable().default(null),
})
export type AgreementTerms = z.infer<typeof agreement>

const farm = z.object({ twinId: u32 })
const node = z.object({
  farmId: u32,
  twinId: u32,
  resources: z.object({ cru: amount, mru: amount, sru: amount, hru: amount }),
})
const twin = z.object({ accountId: account })
const proofs = z.array(z.object({ period: u32, root: hash }))

export const isInForce = ({ since, ends }: AgreementTerms, period: number): boolean =>
  since <= period && (ends === null || period <= ends)

type Reading = Pick<TaskContext, 'ask'>

/** What the chain has as of one block, each thing read once. */
export function createChainView(ctx: Reading, at: string) {
  const known = new Map<string, Promise<unknown>>()
  function read<Value>(schema: z.ZodType<Value>, pallet: string, item: string, ...keys: unknown[]): Promise<Value> {
    const name = [item, ...keys.map(String)].join('/')
    const reading = known.get(name) ?? readState(ctx, schema, { pallet, item, keys, at })
    known.set(name, reading)
    return reading as Promise<Value>
  }
  const accountOfTwin = async (id: number) => (await read(twin.nullable(), GRID, 'Twins', id))?.accountId
  return {
    genesis: () => read(hash, 'System', 'BlockHash', 0),
    bills: async (farmId: number) => (await read(biller.nullable(), AGREEMENTS, 'Billers', farmId))?.bills ?? [],
    /** What the agreements of a farm allow for a period together. */
    async mostOf(farmId: number, period: number): Promise<bigint> {
      const all = await readEntries(ctx, z.tuple([amount]), agreement, { pallet: AGREEMENTS, item: 'Agreements', at })
      return all
        .map(({ value }) => value)
        .filter((of) => of.farmId === farmId && isInForce(of, period))
        .reduce((sum, { maxPerPeriod }) => sum + maxPerPeriod, 0n)
    },
    agreement: (id: bigint) => read(agreement.nullable(), AGREEMENTS, 'Agreements', String(id)),
    farm: (id: number) => read(farm.nullable(), GRID, 'Farms', id),
    node: (id: number) => read(node.nullable(), GRID, 'Nodes', id),
    /** Seconds. */
    periodLength: () => readConstant(ctx, u32, AGREEMENTS, 'Period'),
    /** Id of the last node that there ever was. */
    lastNode: () => read(u32, GRID, 'NodeID'),
    /** The root that a node has put on the chain for a period. */
    async provenRoot(nodeId: number, period: number) {
      const known = await read(proofs, AGREEMENTS, 'NodeProofs', nodeId)
      return known.find((proof) => proof.period === period)?.root
    },
    accountOfTwin,
  }
}

export type ChainView = ReturnType<typeof createChainView>
