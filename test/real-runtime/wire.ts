/** JSON-RPC over a WebSocket, as plain as it gets: no client library takes part. */
export interface Wire {
  /** @throws Error with the message of a JSON-RPC error */
  request(method: string, ...params: unknown[]): Promise<unknown>
  subscribe(method: string, notice: (result: unknown) => void, ...params: unknown[]): Promise<void>
  close(): void
}

interface Reply {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Notification {
  readonly params: { readonly subscription: string; readonly result: unknown }
}

export async function openWire(url: string): Promise<Wire> {
  const socket = new WebSocket(url)
  const replies = new Map<number, PromiseWithResolvers<unknown>>()
  const notices = new Map<string, (result: unknown) => void>()
  let lastId = 0
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Reply | Notification
    if ('params' in message) return notices.get(message.params.subscription)?.(message.params.result)
    const reply = replies.get(message.id)
    if (message.error) reply?.reject(new Error(message.error.message))
    else reply?.resolve(message.result)
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error(`no connection to ${url}`)))
  })

  function request(method: string, ...params: unknown[]): Promise<unknown> {
    lastId += 1
    const reply = Promise.withResolvers<unknown>()
    replies.set(lastId, reply)
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: lastId, method, params }))
    return reply.promise
  }

  return {
    request,
    async subscribe(method, notice, ...params) {
      // Heads and statuses follow the reply by 50 ms; what comes sooner would be lost here.
      notices.set(String(await request(method, ...params)), notice)
    },
    close: () => socket.close(),
  }
}
