import { tooDeep } from './malformed.ts'

/** Levels of a type within itself, as many as Substrate decodes of calls; XCM stops at 8. */
const MAX_DEPTH = 256

/** Bounds how deep a type that contains itself is followed. */
export interface Nesting {
  /** @throws Malformed */
  enter(offset: number): void
  leave(): void
}

export function createNesting(): Nesting {
  let depth = 0
  return {
    enter(offset) {
      if (depth >= MAX_DEPTH) throw tooDeep(offset)
      depth += 1
    },
    leave() {
      depth -= 1
    },
  }
}
