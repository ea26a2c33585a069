import { describe, expect, it } from 'vitest'
import { createScreen } from '../../src/node/show/screen.ts'
import { fitted, widthOf } from '../../src/node/show/width.ts'
import { createTerminal, narrowed } from './terminal.ts'

const RULE = '─'.repeat(72)

describe('a screen on a terminal', () => {
  it('keeps the block below the lines of the log', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    screen.log('first\n')
    screen.paint(['head 1', 'actors 4'])
    screen.log('second\n')
    screen.log('third\nfourth\n')
    screen.paint(['head 2', 'actors 4'])
    expect(terminal.seen()).toEqual(['first', 'second', 'third', 'fourth', RULE, 'head 2', 'actors 4'])
  })

  it('lets the block grow and shrink without leaving anything behind', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    for (const size of [1, 5, 2, 4, 1]) screen.paint(Array.from({ length: size }, (_, index) => `${size}.${index}`))
    expect(terminal.seen()).toEqual([RULE, '1.0'])
  })

  it('shows each change by one write, and no write when nothing changed', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    screen.paint(['a'])
    screen.paint(['a'])
    screen.log('line\n')
    expect(terminal.writes).toHaveLength(2)
    terminal.columns = 40
    screen.paint(['a'])
    expect(terminal.writes).toHaveLength(3)
  })

  it('cuts lines that are too long and says so', () => {
    const terminal = createTerminal({ columns: 20 })
    createScreen(terminal).paint(['x'.repeat(100)])
    expect(terminal.seen()).toEqual(['─'.repeat(19), `${'x'.repeat(18)}…`])
  })

  it('cleans up what a narrower terminal has wrapped', () => {
    const wide = createTerminal({ columns: 60 })
    const screen = createScreen(wide)
    screen.log('log\n')
    screen.paint(['y'.repeat(50)])
    // The same terminal after the resize: it has wrapped what it showed.
    const narrow = createTerminal({ columns: 25 })
    narrow.write(
      narrowed(wide.seen(), 25)
        .map((line) => `${line}\n`)
        .join(''),
    )
    wide.columns = 25
    wide.write = narrow.write
    screen.paint(['short'])
    expect(narrow.seen()).toEqual(['log', '─'.repeat(24), 'short'])
  })

  it('wipes what was typed below the block', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    screen.paint(['a'])
    terminal.write('^C')
    screen.paint(['b'])
    expect(terminal.seen()).toEqual([RULE, 'b'])
  })

  it('shows of a block only what the terminal has rows for', () => {
    const terminal = createTerminal({ rows: 4 })
    const screen = createScreen(terminal)
    for (const round of [1, 2, 3]) screen.paint(Array.from({ length: 9 }, (_, index) => `${round}.${index}`))
    expect(terminal.seen()).toEqual([RULE, '3.0', '3.1'])
  })

  it('leaves the last block standing when closed, and logs below it', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    screen.paint(['last'])
    screen.close()
    screen.paint(['later'])
    screen.log('bye\n')
    expect(terminal.seen()).toEqual([RULE, 'last', 'bye'])
  })

  it('ends every write at the start of a line, with all modes as they were', () => {
    const terminal = createTerminal()
    const screen = createScreen(terminal)
    screen.paint(['a'])
    screen.log('b\n')
    screen.paint(['c', 'd'])
    for (const text of terminal.writes) {
      expect(text.endsWith('\n')).toBe(true)
      expect(text).not.toContain('\x1b[?')
    }
  })
})

describe('a screen elsewhere', () => {
  it.each([
    ['a pipe', { isTTY: false }, {}],
    ['lines for machines', {}, { plain: true }],
  ])('writes lines and nothing else: %s', (_, terminal, options) => {
    const stream = createTerminal(terminal)
    const screen = createScreen(stream, options)
    screen.paint(['block'])
    screen.log('{"a":1}\n')
    expect(stream.writes).toEqual(['{"a":1}\n'])
    expect(screen).toMatchObject({ interactive: false, colours: false })
  })
})

describe('colours', () => {
  it.each([
    [true, undefined, true],
    [true, '', true],
    [true, '1', false],
    [false, undefined, false],
  ])('on a terminal: %s, with NO_COLOR=%s: %s', (isTTY, noColor, colours) => {
    expect(createScreen(createTerminal({ isTTY }), { noColor }).colours).toBe(colours)
  })
})

describe('the width of a text', () => {
  it('counts columns, not characters', () => {
    expect(['abc', '漢字', 'e\u0301', '🚀'].map(widthOf)).toEqual([3, 4, 1, 2])
  })

  it('cuts between characters', () => {
    expect(fitted('漢字漢字', 6)).toBe('漢字…')
    expect(fitted('abc', 3)).toBe('abc')
  })
})
