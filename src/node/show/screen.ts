/** Where a node shows itself: log lines above, and on a terminal a block below them that is repainted. */
export interface Screen {
  readonly interactive: boolean
  /** Writes whole lines above the block. */
  log(text: string): void
  /** Replaces the block. */
  paint(lines: readonly string[]): void
  /** Leaves the last block standing and gives the terminal back. */
  close(): void
}

export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const CLEAR_LINE = '\x1b[2K'
const UP = '\x1b[1A'

export function createScreen(terminal: Terminal): Screen {
  const interactive = terminal.isTTY === true
  let block: readonly string[] = []
  let closed = false

  const erased = () => block.map(() => `${UP}${CLEAR_LINE}`).join('')
  const cut = (line: string) => line.slice(0, Math.max(20, (terminal.columns ?? 80) - 1))
  const framed = (lines: readonly string[]) =>
    lines.length === 0 ? [] : ['─'.repeat(Math.min(72, (terminal.columns ?? 80) - 1)), ...lines.map(cut)]
  const drawn = () => block.map((line) => `${line}\n`).join('')

  return {
    interactive,
    log(text) {
      // One write, so that the block never shows half.
      terminal.write(interactive && !closed ? `${erased()}\r${CLEAR_LINE}${text}${drawn()}` : text)
    },
    paint(lines) {
      if (closed) return
      if (!interactive) return
      const before = erased()
      block = framed(lines)
      terminal.write(`${before}\r${CLEAR_LINE}${drawn()}`)
    },
    close() {
      closed = true
    },
  }
}
