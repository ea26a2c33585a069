import { ForeignData } from '../chain/follower/events.ts'
import type { PayloadOf, System } from '../kernel/index.ts'

/** Ends a node whose data are of another chain than its endpoints. @returns tells, afterwards, whether it was so */
export function endOnForeignData(system: System): () => PayloadOf<typeof ForeignData> | undefined {
  let foreign: PayloadOf<typeof ForeignData> | undefined
  system.attach({
    emitted({ event: { type, payload } }) {
      if (type !== ForeignData.type || foreign !== undefined) return
      foreign = payload as PayloadOf<typeof ForeignData>
      // Not in the middle of what is being emitted.
      queueMicrotask(() => void system.stop('the data folder is of another chain'))
    },
  })
  return () => foreign
}
