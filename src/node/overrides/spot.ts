import { pathToFileURL } from 'node:url'
import type { Spot } from '../config/problem.ts'

/** Where in a file an error arose: what could not be parsed, or the line that threw. */
export function spotIn(file: string, error: unknown): Spot | undefined {
  // A file that was loaded before has the time of its writing in its address.
  const stack = error instanceof Error ? (error.stack ?? '').replaceAll(/\?written=[\d.]+/g, '') : ''
  return spotOfReport(file, stack) ?? spotOfFrame(file, stack)
}

/** A report of malformed source: `file:line`, the source around it, and carets below the line that is meant. */
export function spotOfReport(file: string, report: string): Spot | undefined {
  const [head = '', ...rest] = report.split('\n')
  const line = lineAfter(file, head)
  if (line === undefined) return undefined
  const carets = rest.findIndex((row) => /^\s*\^+\s*$/.test(row))
  const source = rest[carets - 1]
  if (source === undefined) return { file, line }
  return { file, line, column: (rest[carets] ?? '').indexOf('^') + 1, source }
}

function spotOfFrame(file: string, stack: string): Spot | undefined {
  for (const frame of stack.split('\n'))
    for (const name of namesOf(file)) {
      const at = frame.indexOf(`${name}:`)
      const [, line, column] = (at < 0 ? undefined : /^(\d+):(\d+)/.exec(frame.slice(at + name.length + 1))) ?? []
      if (line !== undefined) return { file, line: Number(line), column: Number(column) }
    }
  return undefined
}

function lineAfter(file: string, head: string): number | undefined {
  const name = namesOf(file).find((candidate) => head.startsWith(`${candidate}:`))
  const [line] = (name === undefined ? undefined : /^\d+/.exec(head.slice(name.length + 1))) ?? []
  return line === undefined ? undefined : Number(line)
}

const namesOf = (file: string): string[] => [file, pathToFileURL(file).href]
