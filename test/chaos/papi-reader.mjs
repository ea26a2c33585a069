// `polkadot-api`'s finalized blocks. Arguments: folder that has the package, with a slash, endpoints.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, ...endpoints] = process.argv.slice(2)
const { resolve } = createRequire(pathToFileURL(folder))
const load = (name) => import(pathToFileURL(resolve(name)).href)
const { createClient } = await load('polkadot-api')
const { getWsProvider } = await load('polkadot-api/ws')

createClient(getWsProvider(endpoints)).finalizedBlock$.subscribe(({ number, hash }) => {
  process.stdout.write(`${number} ${hash}\n`)
})
