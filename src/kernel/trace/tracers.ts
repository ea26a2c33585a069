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

type Hooks = { [Hook in keyof Tracer]-?: readonly NonNullable<Tracer[Hook]>[] }

export function createTracers(): Tracers {
  let attached: readonly Tracer[] = []
  let hooks = hooksOf(attached)
  let failures = 0

  function use(tracers: readonly Tracer[]): void {
    attached = tracers
    hooks = hooksOf(tracers)
  }

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
      use([...attached, tracer])
      return () => use(attached.filter((other) => other !== tracer))
    },
    tell(hook, ...args) {
      for (const told of hooks[hook]) {
        try {
          ;(told as (...values: unknown[]) => void)(...args)
        } catch {
          failures += 1
        }
      }
    },
  }
}

/** Who is told of what: most are told of little, and every letter is told of. */
function hooksOf(tracers: readonly Tracer[]): Hooks {
  const having = <Hook extends keyof Tracer>(hook: Hook) =>
    tracers.flatMap((tracer) => tracer[hook]?.bind(tracer) ?? []) as unknown as Hooks[Hook]
  return {
    emitted: having('emitted'),
    handling: having('handling'),
    handled: having('handled'),
    coalesced: having('coalesced'),
    limited: having('limited'),
    forwarded: having('forwarded'),
    dead: having('dead'),
    started: having('started'),
    crashed: having('crashed'),
    stopped: having('stopped'),
  }
}
