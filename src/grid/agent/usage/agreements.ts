import { ReadFailed, readHead } from '../../../chain/reader/read.ts'
import type { TaskContext } from '../../../kernel/index.ts'
import { isInForce, readAgreements, readServiceContracts } from '../../chain-state.ts'
import type { Self } from '../self.ts'

/** By twin, the agreement under which the farm bills what it runs here in a period. */
export type AgreementOf = (twinId: number) => bigint | undefined

type Ctx = Pick<TaskContext, 'ask'>

/** Agreements with the farm where the chain has such, and service contracts of its farmer for twins that have none. @throws ReadFailed */
export async function readAgreementsOf(ctx: Ctx, { farmId, farmerTwin }: Self, period: number): Promise<AgreementOf> {
  const { hash: at } = await readHead(ctx)
  const [agreements, services] = await Promise.all([
    orNone(readAgreements(ctx, at)),
    orNone(readServiceContracts(ctx, at)),
  ])
  const known = new Map<number, bigint>()
  for (const { keys, value } of services)
    if (value.serviceTwinId === farmerTwin && value.state === 'ApprovedByBoth') known.set(value.consumerTwinId, keys[0])
  for (const { keys, value } of agreements)
    if (value.farmId === farmId && isInForce(value, period)) known.set(value.twinId, keys[0])
  return (twinId) => known.get(twinId)
}

/** A chain may be without one of the two. */
async function orNone<Entry>(reading: Promise<Entry[]>): Promise<Entry[]> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ReadFailed && !error.retryable) return []
    throw error
  }
}
