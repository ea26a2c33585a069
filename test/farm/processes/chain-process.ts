/** A development chain in a process of its own, with a farm, an auditor's, and those of liars; its billing periods are short. */
import { accountFromUri, accountsReady, DEV_NAMES, devAccount } from '../../../src/devnet/accounts.ts'
import { billInTurn } from '../../../src/devnet/billing-author.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { billingAuthor, farmOf, GRID_PROPERTIES, grid, nodeAccount } from '../../../src/devnet/presets-grid.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { answer } from '../../child.ts'
import { AUDITOR, judgeOf, type Layout, liarsOf, upTo, userOf } from './places.ts'

export interface ChainSettings {
  readonly layout: Layout
  /** Seconds of a billing period, and in which a bill may be disputed. */
  readonly period: number
  readonly window: number
}

await accountsReady()
const { layout, period, window } = JSON.parse(process.argv[2]!) as ChainSettings
const { nodes, users } = layout
const [first] = farmOf(nodes).options.farms!
const people = [...upTo(users).map(userOf), judgeOf(layout)].map(({ uri }) => accountFromUri(uri))
const liars = liarsOf(layout).map((liar) => ({
  name: `liar-${liar.farm}`,
  owner: accountFromUri(liar.uri).account,
  nodes: [{ ...first!.nodes[0]!, account: nodeAccount(liar.node).account }],
}))
const farms = [first!, { name: 'auditor', owner: accountFromUri(AUDITOR.uri).account, nodes: [] }, ...liars]
const machines = upTo(nodes + liars.length).map(nodeAccount)
const twins = [...DEV_NAMES.map((name) => devAccount(name)), ...people].map(({ account }) => account)
const agreements = { period: BigInt(period), window: BigInt(window), delay: 2 }
const runtime = createRuntime(grid([...people, ...machines], { twins, farms, agreements }))
const onError = (error: unknown) => process.stderr.write(`chain: ${String(error)}\n`)
const devnet = await startDevnet({ port: 0, keepStates: 1_200 }, { runtime, properties: GRID_PROPERTIES, onError })
billInTurn(devnet.chain, runtime, billingAuthor())

const methods = {
  url: () => devnet.url,
  genesis: () => devnet.chain.genesis.hash,
  produce: (milliseconds: number) => devnet.produce(milliseconds),
}
export type ChainProcess = typeof methods

answer(methods)
