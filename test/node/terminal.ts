import type { Terminal } from '../../src/node/show/screen.ts'

export interface FakeTerminal extends Terminal {
  columns: number
  rows: number
  /** Everything written, a write at a time. */
  readonly writes: string[]
  /** What a person sees, without empty lines below. */
  seen(): string[]
}

const SEQUENCE = new RegExp(`^${'\\x1b'}\\[(\\d*)([A-Za-z])`)

/** A terminal that does what real ones do with the sequences a screen may use, and fails on any other. */
export function createTerminal(options: { columns?: number; rows?: number; isTTY?: boolean } = {}): FakeTerminal {
  let lines: string[] = ['']
  let row = 0
  let column = 0

  function put(character: string, columns: number): void {
    if (column >= columns) {
      newLine()
      column = 0
    }
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + character + line.slice(column + 1)
    column += 1
  }

  function newLine(): void {
    row += 1
    lines[row] ??= ''
  }

  const terminal: FakeTerminal = {
    isTTY: options.isTTY ?? true,
    columns: options.columns ?? 80,
    rows: options.rows ?? 24,
    writes: [],
    write(text) {
      terminal.writes.push(text)
      for (let rest = text; rest !== ''; ) {
        const [sequence, number = '', letter = ''] = SEQUENCE.exec(rest) ?? []
        if (sequence !== undefined) {
          if (letter === 'A') row = Math.max(0, lines.length - terminal.rows, row - Number(number))
          else if (letter === 'J') lines = [...lines.slice(0, row), (lines[row] ?? '').slice(0, column)]
          else if (letter !== 'm')
            throw new Error(`a sequence this terminal does not know: ${JSON.stringify(sequence)}`)
          rest = rest.slice(sequence.length)
          continue
        }
        const character = rest[0]!
        if (character === '\n') {
          newLine()
          column = 0
        } else if (character === '\r') column = 0
        else put(character, terminal.columns)
        rest = rest.slice(1)
      }
    },
    seen() {
      const end = lines.findLastIndex((line) => line.trim() !== '')
      return lines.slice(0, end + 1).map((line) => line.trimEnd())
    },
  }
  return terminal
}

/** What happens when a terminal gets narrower: lines too long for it are wrapped. */
export function narrowed(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [''])
}
