import { z } from 'zod'

const saved = z.looseObject({ value: z.unknown(), context: z.looseObject({}) })

/**
 * A node's saved state in today's shape. Claims stand in it: a node that starts over has forgotten what was promised on it.
 *
 * In version 1 nobody was called while there was time: a node that was told to come up was just that.
 */
export function migrateNode(snapshot: unknown, version: number): unknown {
  const { success, data } = saved.safeParse(snapshot)
  if (!success || version !== 1) return undefined
  return {
    ...data,
    value: data.value === 'wakingUp' ? { wakingUp: 'booting' } : data.value,
    context: { ...data.context, calls: 0 },
  }
}
