import type { FromThread, ToThread } from '../../../src/chain/connection/light/protocol.ts'
import type { StartThread } from '../../../src/chain/connection/light/thread.ts'

export const hashAt = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`
const hex = (number: number): string => `0x${number.toString(16)}`

interface Request {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** In place of threads with light clients: they answer as one does that has peers, and by the word of the test. */
export interface StandIn {
  readonly start: StartThread
  /** Threads started so far. */
  readonly started: number
  /** Methods asked for, in order. */
  readonly asked: string[]
  /** Number of the finalized head; without one there are no peers. */
  finalized: number | undefined
  /** What the next thread says to every chain. */
  refusal: string | undefined
  readonly openSessions: number
  /** Ends the thread that runs. */
  crash(reason: string): void
}

export function createStandIn(): StandIn {
  const open = new Set<number>()
  let end: (reason: string) => void = () => {}
  const standIn = {
    started: 0,
    asked: [] as string[],
    finalized: undefined as number | undefined,
    refusal: undefined as string | undefined,
    get openSessions() {
      return open.size
    },
    crash: (reason: string) => end(reason),
    start: ((_specs, _clock, receive) => {
      standIn.started += 1
      const ended = Promise.withResolvers<string>()
      let over = false
      end = (reason) => {
        over = true
        open.clear()
        ended.resolve(reason)
      }
      const tell = (message: FromThread) => queueMicrotask(() => over || receive(message))
      return { ended: ended.promise, post: (message) => void (over || handle(message, tell)) }
    }) as StartThread,
  }

  function handle(message: ToThread, tell: (message: FromThread) => void): void {
    if (message.kind === 'end') end('the light client has ended')
    else if (message.kind === 'close') open.delete(message.session)
    else if (message.kind === 'send') serve(message, tell)
    else if (standIn.refusal !== undefined) end(standIn.refusal)
    else {
      open.add(message.session)
      tell({ kind: 'opened', session: message.session })
    }
  }

  function serve(message: Extract<ToThread, { kind: 'send' }>, tell: (message: FromThread) => void): void {
    const { session } = message
    const request = JSON.parse(message.text) as Request
    standIn.asked.push(request.method)
    const say = (rest: object) => tell({ kind: 'text', session, text: JSON.stringify({ jsonrpc: '2.0', ...rest }) })
    const result = answer(request, standIn.finalized)
    if (result !== undefined) say({ id: request.id, result })
    if (request.method === 'chain_subscribeFinalizedHeads' && standIn.finalized !== undefined)
      say({
        method: 'chain_finalizedHead',
        params: { subscription: 'heads', result: { number: hex(standIn.finalized) } },
      })
  }
  return standIn
}

/** `undefined` is silence: what a light client says when it has nobody to ask. */
function answer({ method, params: [of] }: Request, finalized: number | undefined): unknown {
  if (method === 'chain_subscribeFinalizedHeads') return 'heads'
  if (method === 'chain_getBlockHash') return of === 0 ? hashAt(0) : null
  if (method === 'chain_unsubscribeFinalizedHeads') return true
  if (finalized === undefined) return undefined
  if (method === 'chain_getFinalizedHead') return hashAt(finalized)
  if (method !== 'chain_getHeader') return undefined
  const number = Number.parseInt(of as string, 16)
  return { number: hex(number), parentHash: hashAt(Math.max(number - 1, 0)) }
}
