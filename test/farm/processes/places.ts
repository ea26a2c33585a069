/** How a farm for a run is laid out: ids follow from the order in which the chain is told of everybody at its genesis. */
export interface Layout {
  readonly nodes: number
  readonly users: number
  /** Farms that bill too much now and then, with a node each. */
  readonly liars: number
}

export const FARM = 1
export const AUDITORS_FARM = 2

export const FARMER = { uri: '//Alice', twin: 1 }
export const AUDITOR = { uri: '//Bob', twin: 2 }
/** Whose deployments the false bills are about. */
export const VICTIM = { uri: '//Eve', twin: 5 }
const LIARS = [
  { uri: '//Charlie', twin: 3 },
  { uri: '//Dave', twin: 4 },
] as const
export const MOST_LIARS = LIARS.length

/** The development accounts are the first. */
const PEOPLE = 6

export interface Person {
  readonly uri: string
  readonly twin: number
}

export const userOf = (number: number): Person => ({ uri: `//User//${number}`, twin: PEOPLE + number })
export const judgeOf = ({ users }: Layout): Person => ({ uri: '//Judge', twin: PEOPLE + users + 1 })

export const nodeUri = (node: number): string => `//Node//${node}`
/** Nodes of the farm are the first, then one of each liar. */
export const twinOfNode = ({ users }: Layout, node: number): number => PEOPLE + users + 1 + node

export interface Liar extends Person {
  readonly farm: number
  readonly node: number
}

export const liarsOf = ({ nodes, liars }: Layout): Liar[] =>
  LIARS.slice(0, liars).map((person, at) => ({ ...person, farm: AUDITORS_FARM + 1 + at, node: nodes + 1 + at }))

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)
