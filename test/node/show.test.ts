import { describe, expect, it } from 'vitest'
import { DutyChanged } from '../../src/chain/duties/events.ts'
import { BlockFinalized, Connected, HeadAdvanced } from '../../src/chain/follower/events.ts'
import { TransactionSettled } from '../../src/chain/transactions/events.ts'
import { type ActorInfo, createSystem, createVirtualClock } from '../../src/kernel/index.ts'
import { showStatus } from '../../src/node/display.ts'
import { createLog } from '../../src/node/show/log.ts'
import { renderLine } from '../../src/node/show/log-line.ts'
import { createScreen } from '../../src/node/show/screen.ts'
import { renderStatus } from '../../src/node/show/status.ts'
import { createView, type NodeView, watch } from '../../src/node/show/view.ts'
import { createTerminal } from './terminal.ts'

const actor = (name: string, status: ActorInfo['status'], duties: Record<string, number> = {}): ActorInfo => ({
  name,
  status,
  incarnation: 1,
  state: undefined,
  queued: 0,
  duties,
  error: undefined,
  handlers: [],
})

/** A view filled by the facts of a system, as in a running node. */
function filledView(): NodeView {
  const system = createSystem({ clock: createVirtualClock() })
  const view = createView()
  watch(system, view)
  system.emit(Connected, { endpoint: 'ws://a', genesisHash: '0x00', specVersion: 1 })
  for (const number of [1, 2]) system.emit(BlockFinalized, { number, hash: '0x', parentHash: '0x', resync: [] })
  system.emit(HeadAdvanced, { number: 5, hash: '0x5', parentHash: '0x4' })
  for (const outcome of ['success', 'success', 'expired'] as const)
    system.emit(TransactionSettled, { key: 'k', call: { pallet: 'p', name: 'n' }, outcome })
  for (const key of ['7', '8', '9', '10', '11', '12'])
    system.emit(DutyChanged, { kind: 'agreement', key, state: 'running' })
  const detail = 'agreement for bucket 7 accepted'
  system.emit(DutyChanged, { kind: 'agreement', key: '7', state: 'done', outcome: 'accepted', detail })
  system.emit(DutyChanged, { kind: 'agreement', key: '8', state: 'dropped', outcome: 'rejected' })
  system.emit(DutyChanged, { kind: 'agreement', key: '9', state: 'missed' })
  return view
}

describe('the view of a node', () => {
  it('follows the facts', () => {
    expect(filledView()).toMatchObject({
      head: 5,
      finalized: 2,
      connected: true,
      endpoint: 'ws://a',
      duties: { agreement: { accepted: 1, rejected: 1, missed: 1 } },
      open: { agreement: new Set(['10', '11', '12']) },
      transactions: { success: 2, expired: 1 },
      last: 'agreement for bucket 7 accepted',
    })
  })
})

describe('the status', () => {
  it('shows the node at a glance', () => {
    const actors = [
      actor('chain-follower', 'running'),
      actor('transactions', 'backing-off', { transaction: 2 }),
      actor('agreement', 'running'),
      actor('old', 'failed'),
      actor('one', 'stopped'),
      actor('two', 'stopped'),
    ]
    expect(renderStatus({ ...filledView(), actors })).toEqual([
      'chain         head 5  finalized 2  lag 3  ws://a',
      'actors        2 ok, 1 backing-off (transactions), 1 failed (old), 2 stopped',
      'agreement     3 open, 1 missed, 2 done (1 accepted, 1 rejected)',
      'transactions  2 in flight, 2 ok, 1 failed (1 expired)',
      'last          agreement for bucket 7 accepted',
    ])
  })

  it('says before anything happened that nothing did', () => {
    expect(renderStatus(createView())).toEqual([
      'chain         not connected',
      'actors        0 ok',
      'transactions  0 in flight, 0 ok, 0 failed',
    ])
  })

  it('is repainted on a terminal while the node runs, and once at the end', () => {
    const clock = createVirtualClock()
    const terminal = createTerminal()
    const view = createView()
    const log = { info: () => expect.unreachable() }
    const end = showStatus({ actors: () => [actor('one', 'running')] }, view, {
      screen: createScreen(terminal),
      log,
      clock,
    })
    clock.advance(300)
    expect(terminal.seen()).toContain('actors        1 ok')
    view.last = 'now'
    end()
    expect(terminal.seen().at(-1)).toBe('last          now')
    const writes = terminal.writes.length
    view.last = 'later'
    clock.advance(10_000)
    expect(terminal.writes).toHaveLength(writes)
  })

  it('is a line of the log now and then elsewhere', () => {
    const clock = createVirtualClock()
    const lines: object[] = []
    const screen = createScreen(createTerminal({ isTTY: false }))
    const log = { info: (fields: object) => void lines.push(fields) }
    const end = showStatus({ actors: () => [] }, { ...createView(), head: 4 }, { screen, log, clock })
    clock.advance(65_000)
    end()
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({ head: 4, connected: false })
  })
})

describe('a line of the log', () => {
  const line = (fields: object, colours = false) =>
    renderLine(JSON.stringify({ level: 30, time: Date.UTC(2026, 0, 2, 3, 4, 5, 6), msg: 'hello', ...fields }), colours)

  it('shows time, level, actor, message and fields', () => {
    expect(line({ actor: 'agreement', bucket: 7, why: { a: [1] } })).toBe(
      '03:04:05.006 info  agreement hello  bucket=7 why={"a":[1]}\n',
    )
    expect(line({ hash: `0x${'ab'.repeat(32)}` })).toContain('hash=0xabababab…')
  })

  it('is coloured only when asked for', () => {
    expect(line({ level: 50 })).not.toContain('\x1b')
    expect(line({ level: 50 }, true)).toContain('\x1b[31mERROR\x1b[0m')
  })

  it('cannot be forged or used against the terminal by what it quotes', () => {
    const text = line({ msg: 'a\nb', actor: '\x1b]0;x\x07', reason: '\x1b[2J\r\u202egnp' })
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(text).toContain('a\\nb')
    expect(text).toContain('reason=\\u001b[2J\\u000d\\u202egnp')
  })
})

describe('the log', () => {
  const written = (json: boolean, level: 'info' | 'warn' = 'info') => {
    const lines: string[] = []
    const log = createLog({ level, json, colours: false }, (text) => void lines.push(text))
    return { log, lines }
  }

  it.each([true, false])('leaves secrets out (json: %s)', (json) => {
    const { log, lines } = written(json)
    log.info({ seed: 's3cret', account: { uri: 's3cret', mnemonic: 's3cret' }, tx: { raw: 's3cret' }, kept: 1 }, 'x')
    log.info({ passphrase: 's3cret', account: { keystore: { password: 's3cret', secretKey: 's3cret' } }, kept: 1 }, 'x')
    expect(lines.join()).not.toContain('s3cret')
    expect(lines.join()).toContain('kept')
  })

  it('is one JSON object a line for machines', () => {
    const { log, lines } = written(true)
    log.warn({ a: '\n' }, 'b')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, a: '\n', msg: 'b' })
  })

  it('keeps to its level', () => {
    const { log, lines } = written(false, 'warn')
    log.info({}, 'no')
    log.warn({}, 'yes')
    expect(lines).toHaveLength(1)
  })
})
