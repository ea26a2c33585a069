import { resolve } from 'node:path'
import { readHead } from '../../chain/reader/read.ts'
import { type FarmFile, farmFile } from '../../grid/config/farm-file.ts'
import { type ChainFarm, type FarmProblem, farmProblems } from '../../grid/config/managed-nodes.ts'
import { readFarm, readNodeIds } from '../../grid/farm/read.ts'
import type { AskOptions, System } from '../../kernel/index.ts'
import { assemble } from '../assemble.ts'
import { problemsOf, show } from '../config/issues.ts'
import { readSource } from '../config/load.ts'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import type { Source } from '../config/source.ts'

export interface FarmCheck {
  readonly file: string
  readonly cwd: string
  /** Endpoints of a chain that the file is compared with; none to look at the file alone. */
  readonly chain: readonly string[]
  /** Of the account that signs; the farm's own is taken for it unless told. */
  readonly twin?: number
}

/** Looks at a farmerbot's file, and at its farm on the chain if there is one to look at. @throws ConfigError */
export async function checkFarm({ file, cwd, chain, twin }: FarmCheck): Promise<FarmFile> {
  const source = await readSource(file, resolve(cwd, file))
  const parsed = farmFile.safeParse(source.value)
  const placeOf = (path: readonly PropertyKey[], of: 'key' | 'value') => ({ file, ...source.placeOf(path, of) })
  if (!parsed.success)
    throw new ConfigError(problemsOf(parsed.error.issues, { schema: farmFile, value: source.value, at: [], placeOf }))
  if (chain.length === 0) return parsed.data
  const farm = await readFarmOf(parsed.data.farm_id, chain)
  const problems = farm === null ? [strange(parsed.data)] : farmProblems(parsed.data, farm, twin ?? farm.twinId)
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => located(problem, source)))
  return parsed.data
}

const strange = ({ farm_id }: FarmFile): FarmProblem => ({
  path: ['farm_id'],
  message: `the chain has no farm ${farm_id}`,
})

const located = ({ path, message }: FarmProblem, source: Source): ConfigProblem => ({
  code: 'wrong-value',
  file: source.file,
  field: path.map(String).join('.'),
  value: show(
    path,
    path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], source.value),
  ),
  message: 'does not fit the farm on the chain',
  expected: message,
  ...source.placeOf(path, 'value'),
})

/** Milliseconds until the chain has to be there. */
const WITHIN = 20_000
const EVERY = 200

async function readFarmOf(farmId: number, endpoints: readonly string[]): Promise<ChainFarm | null> {
  const system = assemble({ chain: { endpoints } }, {}, [])
  await system.start()
  try {
    const ctx = { ask: asking(system) }
    const { hash } = await connected(system, ctx)
    const farm = await readFarm(ctx, farmId, hash)
    return farm && { id: farmId, twinId: farm.twinId, nodes: await readNodeIds(ctx, farmId, hash) }
  } finally {
    await system.stop('checked')
  }
}

const asking =
  (system: System): System['ask'] =>
  (command, payload, options?: AskOptions) =>
    system.ask(command, payload, options)

async function connected({ clock }: System, ctx: { ask: System['ask'] }) {
  const until = clock.now() + WITHIN
  for (;;)
    try {
      return await readHead(ctx)
    } catch (error) {
      if (clock.now() > until) throw error
      await new Promise<void>((resume) => void clock.setTimeout(resume, EVERY))
    }
}
