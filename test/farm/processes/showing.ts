import type { PlainLeaf, PlainUse } from '../plain-bill.ts'
import type { Asker } from './person.ts'

export interface RawLeaf {
  readonly agreement: string
  readonly deployment: string
  readonly node: number
  readonly used: Record<string, string>
  readonly amount: string
}

export const useOf = (raw: Record<string, string>): PlainUse => ({
  cru: BigInt(raw['cru']!),
  mru: BigInt(raw['mru']!),
  sru: BigInt(raw['sru']!),
  hru: BigInt(raw['hru']!),
  ipv4: BigInt(raw['ipv4']!),
  nru: BigInt(raw['nru']!),
})

/** The leaves of a bill, as its farm shows them to whoever asks. @throws where it does not */
export async function showLeaves(
  asker: Asker,
  { farm, owner }: { readonly farm: number; readonly owner: number },
  agreements: readonly bigint[],
  period: number,
): Promise<PlainLeaf[]> {
  const session = `farmerbot-${farm}`
  const shown = await Promise.all(
    agreements.map((id) => asker.ask(owner, 'bill.get', { agreement: String(id), period }, { session })),
  )
  return shown.flatMap((each) =>
    (each as { leaves: { leaf: RawLeaf }[] }).leaves.map(({ leaf }) => ({
      agreement: BigInt(leaf.agreement),
      deployment: BigInt(leaf.deployment),
      node: leaf.node,
      used: useOf(leaf.used),
      amount: BigInt(leaf.amount),
    })),
  )
}
