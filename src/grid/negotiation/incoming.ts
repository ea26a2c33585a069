import type { Commands, Request } from '../messages/endpoint/serving.ts'
import { COMMANDS, type NegotiationAsk, type NegotiationMessages } from './messages.ts'
import { unavailable } from './unavailable.ts'

/** What comes over an endpoint of the grid, for who answers it here. */
export interface Incoming extends NegotiationMessages {
  /** To be served beside the other commands of a node. Refused with `unavailable` while nobody here answers. */
  readonly commands: Commands
}

export function createIncoming(): Incoming {
  const answers = new Map<string, (ask: NegotiationAsk) => Promise<unknown>>()
  const answer =
    (command: string) =>
    ({ from, payload }: Request) => {
      const known = answers.get(command)
      if (known === undefined) throw unavailable()
      return known({ from: from.twinId, payload })
    }
  return {
    commands: Object.fromEntries(Object.values(COMMANDS).map((command) => [command, answer(command)])),
    serve(command, given) {
      answers.set(command, given)
      return () => {
        if (answers.get(command) === given) answers.delete(command)
      }
    },
  }
}
