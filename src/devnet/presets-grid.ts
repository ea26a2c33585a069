import { accountFromUri, DEV_NAMES, type DevAccount, devAccount } from './accounts.ts'
import { development } from './presets.ts'
import type { GridOptions } from './runtime/grid.ts'
import type { RuntimeOptions } from './runtime/index.ts'
import { DEFAULT_RULES } from './runtime/pallets/smart-contract/index.ts'

/** What every account has from the start, in ten-millionths of a token. */
const ENDOWMENT = 2n ** 60n

/** A token has seven decimals; what fees are on the real chain: about a thousandth of a token, and a unit for each byte. */
export const GRID_PROPERTIES = { ss58Format: 42, tokenDecimals: 7, tokenSymbol: 'TFT' }
const FEES = { perByte: 1n, timePerFee: 10_816n }
const EXISTENTIAL_DEPOSIT = 500n
/** Values of any length stand in the trie itself. */
const STATE_VERSION = 0

/** Whose extrinsics the bills are that validators would make. */
export const billingAuthor = (): DevAccount => accountFromUri('//Author')

/** Alice decides and says what the token costs, Eve is the foundation, Ferdie sells. */
export const gridOptions = (): GridOptions => ({
  sudo: devAccount('Alice').account,
  validators: [devAccount('Alice').account],
  foundation: devAccount('Eve').account,
  sales: devAccount('Ferdie').account,
})

const GIB = 1n << 30n
const NODE_RESOURCES = { hru: 1_024n * GIB, sru: 512n * GIB, cru: 8n, mru: 16n * GIB }

/** The key of the n-th node of the development farm, from 1 on. */
export const nodeAccount = (n: number): DevAccount => accountFromUri(`//Node//${n}`, 'ed25519')

/** A farm of Alice's with that many nodes alike, and four addresses; the six development accounts have twins 1 to 6, nodes those after. */
export function farmOf(nodes: number): { accounts: DevAccount[]; options: Partial<GridOptions> } {
  const accounts = Array.from({ length: nodes }, (_, i) => nodeAccount(i + 1))
  const publicIps = [33, 34, 35, 36].map((last) => ({ ip: `185.206.122.${last}/24`, gateway: '185.206.122.1' }))
  const farm = {
    name: 'development',
    owner: devAccount('Alice').account,
    publicIps,
    nodes: accounts.map(({ account }) => ({ account, resources: NODE_RESOURCES })),
  }
  return { accounts, options: { twins: DEV_NAMES.map((name) => devAccount(name).account), farms: [farm] } }
}

/** A compute grid alone, with its own money. */
export const grid = (more: readonly DevAccount[] = [], options: Partial<GridOptions> = {}): RuntimeOptions => ({
  genesis: {
    endowed: [
      ...[...DEV_NAMES.map((name) => devAccount(name)), billingAuthor(), ...more].map(({ account }) => account),
      DEFAULT_RULES.stakingPool,
    ].map((account) => ({ account, balance: ENDOWMENT })),
  },
  version: { stateVersion: STATE_VERSION },
  existentialDeposit: EXISTENTIAL_DEPOSIT,
  fees: FEES,
  without: ['StorageProvider'],
  grid: { ...gridOptions(), ...options },
})

/** A compute grid beside storage, with the money of the latter. */
export function all(more: readonly DevAccount[] = [], options: Partial<GridOptions> = {}): RuntimeOptions {
  const base = development([billingAuthor(), ...more])
  const stakingPool = { account: DEFAULT_RULES.stakingPool, balance: ENDOWMENT }
  return {
    ...base,
    genesis: { ...base.genesis, endowed: [...base.genesis.endowed, stakingPool] },
    grid: { ...gridOptions(), ...options },
  }
}
