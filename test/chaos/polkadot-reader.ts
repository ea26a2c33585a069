/** `@polkadot/api`'s subscription to finalized heads. Arguments: `rpc` or `derive`, endpoints. */
import '@polkadot/api-augment'
import { ApiPromise, WsProvider } from '@polkadot/api'
import type { Header } from '@polkadot/types/interfaces'

const [kind, ...endpoints] = process.argv.slice(2)
// Reconnects sooner than by default, as the chain is faster than any. Its own types do not agree with each other under exactOptionalPropertyTypes.
const provider = new WsProvider(endpoints, 50) as never
const api = await ApiPromise.create({ provider, noInitWarn: true })
const write = (header: Header) => void process.stdout.write(`${header.number.toNumber()} ${header.hash.toHex()}\n`)
await (kind === 'rpc' ? api.rpc.chain.subscribeFinalizedHeads(write) : api.derive.chain.subscribeFinalizedHeads(write))
