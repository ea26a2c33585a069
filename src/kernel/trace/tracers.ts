import type { Tracer } from './tracer.ts'

/** The attached tracers as one; it never throws. */
export interface Tracers {
  /** False when nobody watches: callers then skip the work of telling. */
  readonly active: boolean
  /** How often a tracer or subscriber threw. */
  readonly failures: number
  /** Counts a subscriber that threw. */
  failed(): void
  attach(tracer: Tracer): () => void
  tell<Hook extends keyof Tracer>(hook: Hook, ...args: Parameters<NonNullable<Tracer[Hook]>>): void
}

export function createTracers(): Tracers {
  let attached: readonly Tracer[] = []
  let failures = 0
  return {
    get active() {
      return attached.length > 0
    },
    get failures() {
      return failures
    },
    failed() {
      failures += 1
    },
    attach(tracer) {
      attached = [...attached, tracer]
      return () => {
        attached = attached.filter((other) => other !== tracer)
      }
    },
    tell(hook, ...args) {
      for (const tracer of attached) {
        try {
          ;(tracer[hook] as ((...values: unknown[]) => void) | undefined)?.apply(tracer, args)
        } catch {
          failures += 1
        }
      }
    },
  }
}
