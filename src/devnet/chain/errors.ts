/** An error as JSON-RPC reports it, with the codes that Substrate's nodes use. */
export class RpcError extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.data = data
  }
}

export const invalidParams = (reason: string) => new RpcError(-32602, `Invalid params: ${reason}`)
export const unknownBlock = (hash: string) => new RpcError(4003, `Client error: UnknownBlock: Expected header: ${hash}`)
export const discardedState = (hash: string) =>
  new RpcError(4003, `Client error: Api called for an unknown Block: State already discarded for ${hash}`)
