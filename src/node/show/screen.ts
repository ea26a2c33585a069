import { fitted, widthOf } from './width.ts'

/**
 * Where a node shows itself: log lines above, and on a terminal a block below them that is repainted. It changes no mode of
 * the terminal, hides no cursor, and leaves the cursor below the block after each write: whenever the process ends, even by a
 * crash, the terminal is as it should be.
 */
export interface Screen {
  /** Whether there is a block. */
  readonly interactive: boolean
  readonly colours: boolean
  /** Writes whole lines above the block. */
  log(text: string): void
  /** Replaces the block; nothing where there is none. */
  paint(lines: readonly string[]): void
  /** Leaves the last block standing; log lines go below it from now on. */
  close(): void
}

export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

export interface ScreenOptions {
  /** Lines are for machines: no block, no colours. */
  readonly plain?: boolean
  /** https://no-color.org: set and not empty means none. */
  readonly noColor?: string | undefined
}

const WIDEST_RULE = 72

export function createScreen(terminal: Terminal, { plain = false, noColor = '' }: ScreenOptions = {}): Screen {
  const interactive = terminal.isTTY === true && !plain
  let painted: readonly string[] = []
  let paintedColumns = 0
  let closed = false

  const columns = () => Math.max(2, terminal.columns ?? 80)

  /** Rows of the block as they are now: when the terminal got narrower, it has wrapped our lines. */
  const rowsOf = (lines: readonly string[]) =>
    lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns())), 0)

  /** Takes the cursor to the start of the block and clears from there, with what was typed below it. */
  function erased(): string {
    const rows = Math.min(rowsOf(painted), (terminal.rows ?? 24) - 1)
    return `\r${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[J`
  }

  const drawn = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

  // The last column stays free: some terminals wrap as soon as it is written.
  const framed = (lines: readonly string[]) =>
    ['─'.repeat(Math.min(WIDEST_RULE, columns() - 1)), ...lines.map((line) => fitted(line, columns() - 1))].slice(
      0,
      Math.max(1, (terminal.rows ?? 24) - 1),
    )

  return {
    interactive,
    colours: interactive && noColor === '',
    log(text) {
      // One write, so that the block never shows half.
      terminal.write(interactive && !closed ? erased() + text + drawn(painted) : text)
    },
    paint(lines) {
      if (closed || !interactive) return
      const next = framed(lines)
      const same = paintedColumns === columns() && next.length === painted.length
      if (same && next.every((line, index) => line === painted[index])) return
      const before = erased()
      painted = next
      paintedColumns = columns()
      terminal.write(before + drawn(painted))
    },
    close() {
      closed = true
    },
  }
}
