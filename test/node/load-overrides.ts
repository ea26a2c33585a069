/** Loads the overrides of a config file as the node does, in a process without a test runner's own module loader. */
import { argv, cwd } from 'node:process'
import { loadConfig } from '../../src/node/config/load.ts'
import { renderProblem } from '../../src/node/config/problem.ts'
import { loadOverrides } from '../../src/node/overrides/load.ts'

const [, , file = 'reeve.yaml'] = argv
const loaded = await loadConfig({ file }, { env: {}, cwd: cwd() })
const { actors, problems } = await loadOverrides(loaded)
const handlers = Object.values(actors).flatMap(({ layers = [] }) =>
  layers.flatMap((layer) => Object.entries(layer.handlers)),
)
const results = await Promise.all(
  handlers.map(async ([name, handler]) => [name, await (handler as unknown as () => unknown)()] as const),
)
process.stdout.write(
  JSON.stringify({
    problems: problems.map((problem) => ({ ...problem, text: renderProblem(problem) })),
    units: Object.fromEntries(Object.entries(actors).map(([name, { use }]) => [name, use?.name])),
    results: Object.fromEntries(results),
  }),
)
