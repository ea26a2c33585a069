import { LONGEST_LINE } from './protocol.ts'

/** Cuts a stream of text into its lines. */
export interface Lines {
  /** @returns `false` when a line is longer than any can be */
  take(text: string): boolean
}

export function createLines(each: (line: string) => void): Lines {
  let rest = ''
  return {
    take(text) {
      const [first = '', ...more] = text.split('\n')
      rest += first
      for (const next of more) {
        each(rest)
        rest = next
      }
      return rest.length <= LONGEST_LINE
    },
  }
}
