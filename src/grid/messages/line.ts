import { MessageError } from './errors.ts'
import type { GridMessages } from './port.ts'

/** The connection to the grid for those who ask over it, whoever keeps it at the time. */
export interface MessageLine extends GridMessages {
  /** @returns takes it away, unless another has come since */
  attach(endpoint: GridMessages): () => void
}

export function createMessageLine(): MessageLine {
  let current: GridMessages | undefined

  return {
    async ask(twinId, command, payload, options) {
      if (current === undefined) throw new MessageError('not-connected', 'there is no connection to the grid')
      return current.ask(twinId, command, payload, options)
    },
    attach(endpoint) {
      current = endpoint
      return () => {
        if (current === endpoint) current = undefined
      }
    },
  }
}
