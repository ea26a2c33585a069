import { GraceEnded, type GraceKind, GraceStarted } from './events.ts'
import type { Ctx } from './ports.ts'

type Noting = Pick<Ctx, 'emit' | 'log' | 'ports'>

/** Says once that somebody does not pay. */
export function beginGrace(ctx: Noting, kind: GraceKind, id: bigint): void {
  const { inGrace } = ctx.ports.memory
  const name = `${kind}/${id}`
  if (inGrace.has(name)) return
  inGrace.set(name, { kind, id })
  ctx.log.warn({ kind, id }, 'its user cannot pay')
  ctx.emit(GraceStarted, { kind, id })
}

export function endGrace(ctx: Noting, kind: GraceKind, id: bigint): void {
  if (ctx.ports.memory.inGrace.delete(`${kind}/${id}`)) ctx.emit(GraceEnded, { kind, id })
}
