import { readActiveContracts, readContractState } from '../chain-state.ts'
import { beginGrace, endGrace } from './grace.ts'
import type { TaskCtx } from './ports.ts'

/** Whose owners cannot pay, of all contracts on the farm's nodes: what began or ended unseen is told now. @throws ReadFailed */
export async function readGrace(ctx: TaskCtx, at: string): Promise<void> {
  const { nodes, inGrace } = ctx.ports.memory
  const gone = new Set([...inGrace.values()].filter(({ kind }) => kind === 'contract').map(({ id }) => id))
  for (const node of nodes) {
    const ids = await readActiveContracts(ctx, node, at)
    const states = await Promise.all(ids.map((id) => readContractState(ctx, id, at)))
    for (const [i, id] of ids.entries()) {
      if (states[i] !== 'GracePeriod') continue
      beginGrace(ctx, 'contract', id)
      gone.delete(id)
    }
  }
  for (const id of gone) endGrace(ctx, 'contract', id)
}
