import { nearest } from '../../kernel/index.ts'
import type { LoadedConfig } from './load.ts'
import type { ConfigProblem } from './problem.ts'

/** A name that is no shipped actor's and brings no file of its own changes nothing: most likely it is misspelt. */
export function actorNameProblems({ config, source }: LoadedConfig, shipped: readonly string[]): ConfigProblem[] {
  return (
    Object.entries(config.actors)
      // An actor whose "use" is the very thing that is wrong has been told of.
      .filter(([name, { use }]) => use === undefined && !source.has(['actors', name, 'use']) && !shipped.includes(name))
      .map(([name]) => {
        const guess = nearest(name, shipped)
        return {
          code: 'unknown-actor',
          file: source.file,
          field: `actors.${name}`,
          value: name,
          message: guess === undefined ? 'there is no such actor' : `there is no such actor; did you mean "${guess}"?`,
          expected: `one of ${shipped.join(', ')}, or a new name with "use"`,
          ...source.placeOf(['actors', name], 'key'),
        }
      })
  )
}
