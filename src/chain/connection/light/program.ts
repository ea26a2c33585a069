/** The program of a light client's thread: adding a chain takes a quarter of a second, in which no other work is done. */
import { parentPort, workerData } from 'node:worker_threads'
import { type AddChainOptions, type Chain, start } from 'smoldot'
import type { FromThread, ToThread } from './protocol.ts'
import type { LightSpecs } from './specs.ts'

const port = parentPort!
const tell = (message: FromThread): void => port.postMessage(message)
const wanted = new Set<number>()
const chains = new Map<number, Chain>()
const client = start({
  maxLogLevel: 3,
  logCallback: (level, target, message) => tell({ kind: 'logged', level, target, message }),
})

/** Each session adds the chain for itself, and all share what is known of it; this first one keeps that in between. */
async function keep({ relay, chain }: LightSpecs): Promise<AddChainOptions> {
  const relays = relay === undefined ? [] : [await client.addChain({ chainSpec: relay, disableJsonRpc: true })]
  const options = { chainSpec: chain, potentialRelayChains: relays }
  await client.addChain({ ...options, disableJsonRpc: true })
  return options
}

const kept = keep(workerData as LightSpecs)

async function open(session: number): Promise<void> {
  const chain = await client.addChain(await kept)
  if (!wanted.has(session)) return chain.remove()
  chains.set(session, chain)
  tell({ kind: 'opened', session })
  try {
    for (;;) tell({ kind: 'text', session, text: await chain.nextJsonRpcResponse() })
  } catch (error) {
    // One that was closed ends here. Nothing else does, unless the client has broken: then the thread ends too.
    if (wanted.has(session)) throw error
  }
}

function close(session: number): void {
  wanted.delete(session)
  chains.get(session)?.remove()
  chains.delete(session)
}

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'open':
      wanted.add(message.session)
      return void open(message.session)
    case 'send':
      return chains.get(message.session)?.sendJsonRpc(message.text)
    case 'close':
      return close(message.session)
    case 'end':
      wanted.clear()
      // Its timers would keep the thread for a minute.
      return void client.terminate().finally(() => process.exit())
  }
})
