import { KernelError, nearest } from '../../kernel/index.ts'
import { SHIPPED_ACTORS } from '../compose.ts'
import type { LoadedConfig } from './load.ts'
import { ConfigError, type ConfigProblem } from './problem.ts'

/** A name that is no shipped actor's and brings no file of its own changes nothing: most likely it is misspelt. */
export function checkActorNames({ config, source }: LoadedConfig): void {
  const problems = Object.entries(config.actors)
    .filter(([name, { use }]) => use === undefined && !SHIPPED_ACTORS.includes(name))
    .map(([name]): ConfigProblem => {
      const guess = nearest(name, SHIPPED_ACTORS)
      return {
        file: source.file,
        field: `actors.${name}`,
        value: name,
        message: guess === undefined ? 'there is no such actor' : `there is no such actor; did you mean "${guess}"?`,
        expected: `one of ${SHIPPED_ACTORS.join(', ')}, or a new name with "use"`,
        ...source.placeOf(['actors', name], 'key'),
      }
    })
  if (problems.length > 0) throw new ConfigError(problems)
}

/** What the kernel refuses of a unit's config or handlers, told at its place in the file; other errors as they are. */
export function locateUnitError(error: unknown, { source }: LoadedConfig): unknown {
  if (!(error instanceof KernelError)) return error
  const { payload } = error
  if (payload.code === 'invalid-config')
    return new ConfigError(
      payload.issues.map(({ path, message }) => {
        const at = ['actors', payload.actor, 'config', ...(path === '' ? [] : path.split('.'))]
        return {
          file: source.file,
          field: at.join('.'),
          message: 'has the wrong value',
          expected: message,
          ...source.placeOf(at, 'value'),
        }
      }),
    )
  if (payload.code === 'invalid-unit')
    return new ConfigError(
      payload.problems.map((message) => {
        const named = /"([^"]+)"/.exec(message)?.[1]
        const at = ['actors', payload.actor, 'handlers', ...(named === undefined ? [] : [named])]
        return { file: source.file, field: at.join('.'), message, ...source.placeOf(at, 'key') }
      }),
    )
  return error
}
