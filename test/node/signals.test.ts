import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { onSignals } from '../../src/node/signals.ts'

function listening() {
  const source = new EventEmitter()
  const done: string[] = []
  const release = onSignals(
    (reason) => void done.push(`stop by ${reason}`),
    () => void done.push('force'),
    source,
  )
  return { send: (signal: NodeJS.Signals) => source.emit(signal, signal), done, release, source }
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('drain by the first, %s, and force by the second, whichever', (first) => {
    const { send, done } = listening()
    send(first)
    expect(done).toEqual([`stop by ${first}`])
    send('SIGTERM')
    expect(done).toEqual([`stop by ${first}`, 'force'])
  })

  it('have their usual effect again once released', () => {
    const { release, source } = listening()
    release()
    expect(source.eventNames()).toEqual([])
  })
})
