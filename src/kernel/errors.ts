/** Whether doing it again can help: as it is, after rebuilding from the source of truth, or never. */
export type ErrorClass = 'retryable' | 'reset' | 'fatal'

/** How far a fatal error reaches: the duty it happened in, the actor, all actors of its supervisor, or the node. */
export type ErrorScope = 'duty' | 'actor' | 'group' | 'node'

/** An error that says what it takes to go on. */
export class Failure extends Error {
  readonly errorClass: ErrorClass
  readonly scope: ErrorScope | undefined

  constructor(message: string, options: ErrorOptions & { errorClass?: ErrorClass; scope?: ErrorScope } = {}) {
    super(message, options)
    this.name = 'Failure'
    this.errorClass = options.errorClass ?? 'retryable'
    this.scope = options.scope
  }
}

/** Misuse of the kernel, told where it happens. The payload names what is wrong. */
export type KernelErrorPayload =
  | { code: 'bad-message-type'; type: string }
  | { code: 'duplicate-actor'; actor: string }
  | { code: 'unknown-actor'; actor: string; known: readonly string[] }
  | { code: 'unknown-family'; actor: string; family: string }
  | { code: 'retired-actor'; actor: string }
  | { code: 'not-started'; actor: string }
  | { code: 'unknown-supervisor'; supervisor: string; known: readonly string[] }
  | { code: 'duplicate-supervisor'; supervisor: string }
  | { code: 'unknown-type'; type: string }
  | { code: 'unknown-handler'; actor: string; handler: string }
  | { code: 'duplicate-owner'; command: string; owner: string; actor: string }
  | { code: 'conflicting-message'; type: string; actor: string }
  | { code: 'above-category'; actor: string; type: string; needs: string; has: string }
  | { code: 'ask-cycle'; actor: string; cycle: readonly string[] }
  | { code: 'invalid-unit'; actor: string; problems: readonly string[] }
  | { code: 'invalid-config'; actor: string; issues: readonly { path: string; message: string }[] }
  | { code: 'not-granted'; actor: string; type: string; grant: 'emits' | 'asks' | 'owns' | 'consumes' }
  | { code: 'nested-drain' }
  | { code: 'failed-to-start'; actor: string }

export class KernelError extends Error {
  readonly code: KernelErrorPayload['code']
  readonly payload: KernelErrorPayload

  constructor(payload: KernelErrorPayload, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KernelError'
    this.code = payload.code
    this.payload = payload
  }
}

/** An error may carry its class as `errorClass`; read by name so that two copies of a package agree. */
export function errorClassOf(error: unknown): ErrorClass {
  const named = (error as { errorClass?: unknown } | null | undefined)?.errorClass
  return named === 'reset' || named === 'fatal' ? named : 'retryable'
}

/** A fatal error reaches its own duty or actor, unless it says otherwise as `scope`. */
export function scopeOf(error: unknown, isDuty: boolean): ErrorScope {
  const named = (error as { scope?: unknown } | null | undefined)?.scope
  if (named === 'node' || named === 'group' || named === 'actor') return named
  return isDuty ? 'duty' : 'actor'
}

/** One line about any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
