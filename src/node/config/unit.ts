import type { KernelError, Unit } from '../../kernel/index.ts'
import { type Issue, problemsOf } from './issues.ts'
import { type LoadedConfig, placeIn } from './load.ts'
import type { ConfigProblem } from './problem.ts'

/** What a unit's own schema says about its config in the file, at its place there. */
export function unitConfigProblem(loaded: LoadedConfig, name: string, unit: Unit, issue: Issue): ConfigProblem[] {
  return problemsOf([issue], {
    schema: unit.config,
    value: loaded.config.actors[name]?.config ?? {},
    at: ['actors', name, 'config'],
    placeOf: placeIn(loaded),
  })
}

/** The issues of the unit's schema among those the kernel refused it for: the node itself supplies some of the values. */
export function refusedIssues(loaded: LoadedConfig, name: string, unit: Unit, error: KernelError): readonly Issue[] {
  if (error.payload.code !== 'invalid-config') return []
  const refused = new Set(error.payload.issues.map(({ path, message }) => `${path} ${message}`))
  const issues = unit.config.safeParse(loaded.config.actors[name]?.config ?? {}).error?.issues ?? []
  return issues.filter(({ path, message }) => refused.has(`${path.join('.')} ${message}`))
}

/** What the kernel says about a unit's handlers, at their place in the file, or at the actor's own. */
export function unitProblems(
  { config, source }: LoadedConfig,
  name: string,
  reasons: readonly string[],
): ConfigProblem[] {
  const given = Object.keys(config.actors[name]?.handlers ?? {})
  return reasons.map((message) => {
    const handler = given.find((candidate) => message.includes(`"${candidate}"`))
    const path = ['actors', name, ...(handler === undefined ? [] : ['handlers', handler])]
    return {
      code: handler === undefined ? 'unit' : 'unknown-handler',
      file: source.file,
      field: path.join('.'),
      message,
      ...source.placeOf(path, 'key'),
    }
  })
}
