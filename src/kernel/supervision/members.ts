import type { Cell } from '../actor/cell.ts'
import type { Strategy } from './spec.ts'
import type { Supervisor } from './supervisor.ts'

export type Member = Cell | Supervisor

/** Who is restarted along with `crashed`, itself included, in the order of their start. */
export function affected(members: readonly Member[], crashed: Member, strategy: Strategy = 'one_for_one'): Member[] {
  const index = members.indexOf(crashed)
  if (strategy === 'one_for_one' || index === -1) return [crashed]
  return strategy === 'rest_for_one' ? members.slice(index) : [...members]
}
