import type { AnyStateMachine } from 'xstate'

/**
 * A machine's config as JSON that `createMachine` takes back. All that it does has a name, so nothing is lost.
 *
 * @throws Error naming the place of a function, which JSON would silently leave out
 */
export function configJson(machine: AnyStateMachine): string {
  refuseFunctions(machine.config, machine.id)
  return `${JSON.stringify(machine.config, null, 2)}\n`
}

function refuseFunctions(value: unknown, path: string): void {
  if (typeof value === 'function') throw new Error(`${path} is a function; give it a name and put it into setup()`)
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) refuseFunctions(inner, `${path}.${key}`)
}
