import { accountFromUri, type DevAccount } from '../../../src/devnet/accounts.ts'
import { grid } from '../../../src/devnet/presets-grid.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'

const GIB = 1n << 30n

/** What each node of the farm has. */
export const NODE_HAS = { cru: 8n, mru: 32n * GIB, sru: 1_000n * GIB, hru: 2_000n * GIB }
/** What it needs of that for itself. */
export const NODE_NEEDS = { cru: 0, mru: Number(2n * GIB), sru: Number(100n * GIB), hru: 0 }
/** Times that a core is lent. */
export const LENT = 2

/** ed25519 throughout: its signatures are the same each time, and so is the chain. */
const account = (uri: string): DevAccount => accountFromUri(uri, 'ed25519')
const many = (count: number, name: string): DevAccount[] =>
  Array.from({ length: count }, (_, i) => account(`//${name}//${i + 1}`))

/** Somebody with a twin. */
export interface Twin {
  readonly account: DevAccount
  readonly twinId: number
}

export interface People {
  readonly farmer: Twin
  readonly auditor: Twin
  readonly users: readonly Twin[]
  /** By node id, from 1 on: those of the farm. */
  readonly nodes: readonly Twin[]
  /** Farms from 3 on, with a node each. */
  readonly cheats: readonly {
    readonly farmId: number
    readonly nodeId: number
    readonly farmer: Twin
    readonly node: Twin
  }[]
}

export const FARM = 1
/** The auditor's own: it has no nodes. */
const AUDITORS_FARM = 2
export const AUDITS = AUDITORS_FARM

/** A chain with the farm, an auditor's, and some of cheats; and who is on it. */
export function createGenesis(counts: { readonly nodes: number; readonly users: number; readonly cheats: number }) {
  const [farmer, auditor] = [account('//Farmer'), account('//Auditor')]
  const users = many(counts.users, 'User')
  const nodes = many(counts.nodes, 'Node')
  const cheats = many(counts.cheats, 'Cheat')
  const cheatNodes = many(counts.cheats, 'CheatNode')
  const known = [farmer, auditor, ...users, ...cheats]
  const twinOf = (who: DevAccount, twinId: number): Twin => ({ account: who, twinId })
  const farms = [
    { name: 'honest', owner: farmer, nodes },
    { name: 'auditor', owner: auditor, nodes: [] },
    ...cheats.map((owner, i) => ({ name: `cheat-${i + 1}`, owner, nodes: [cheatNodes[i]!] })),
  ].map(({ name, owner, nodes: of }) => ({
    name,
    owner: owner.account,
    nodes: of.map((node) => ({ account: node.account, resources: NODE_HAS })),
  }))
  const runtime = createRuntime(
    grid([...known, ...nodes, ...cheatNodes], { twins: known.map((each) => each.account), farms }),
  )
  const people: People = {
    farmer: twinOf(farmer, 1),
    auditor: twinOf(auditor, 2),
    users: users.map((each, i) => twinOf(each, 3 + i)),
    nodes: nodes.map((each, i) => twinOf(each, known.length + 1 + i)),
    cheats: cheats.map((each, i) => ({
      farmId: 3 + i,
      nodeId: nodes.length + 1 + i,
      farmer: twinOf(each, 3 + users.length + i),
      node: twinOf(cheatNodes[i]!, known.length + nodes.length + 1 + i),
    })),
  }
  return { runtime, people }
}
