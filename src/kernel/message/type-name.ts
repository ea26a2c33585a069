import { KernelError } from '../errors.ts'

/**
 * Types are `area.Name`. XState memoises every event type it meets for ever, so a type with an id or a hash in it is a leak;
 * and `xstate.` belongs to XState, whose internal events a foreign message could otherwise imitate.
 */
export function checkType<Type extends string>(type: Type): Type {
  if (!/^[a-z][A-Za-z]*\.[A-Z][A-Za-z]*$/.test(type) || type.startsWith('xstate.'))
    throw new KernelError(
      { code: 'bad-message-type', type },
      `"${type}" is not a message type; write area.Name, letters only`,
    )
  return type
}
