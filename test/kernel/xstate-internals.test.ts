/** What the kernel relies on inside XState, beyond what its types promise: a new version that changes it is told here. */
import { describe, expect, it } from 'vitest'
import { createActor, createMachine, isMachineSnapshot } from 'xstate'

const actor = createActor(createMachine({ id: 'm', initial: 'a', states: { a: { after: { 50: 'b' } }, b: {} } }))
const system = actor.system as unknown as Record<string, unknown> & { readonly scheduler: Record<string, unknown> }

describe('XState inside', () => {
  it.each(['_bookId', '_register', '_unregister', '_set', '_relay', '_sendInspectionEvent', 'get', 'inspect'])(
    'has a system with %s()',
    (name) => {
      expect(typeof system[name]).toBe('function')
    },
  )

  it.each(['schedule', 'cancel', 'cancelAll'])('has a scheduler with %s()', (name) => {
    expect(typeof system.scheduler[name]).toBe('function')
  })

  it('numbers the states of an actor as the kernel does', async () => {
    const { PROCESSING } = await import('../../src/kernel/xstate/internals.ts')
    const status = () => (actor as unknown as { _processingStatus: number })._processingStatus
    expect(status()).toBe(PROCESSING.notStarted)
    actor.start()
    expect(status()).toBe(PROCESSING.running)
    actor.stop()
    expect(status()).toBe(PROCESSING.stopped)
  })

  it('marks a reference to an actor as the kernel does', async () => {
    const { ACTOR_REF_TYPE } = await import('../../src/kernel/xstate/internals.ts')
    expect(actor.toJSON?.()).toMatchObject({ xstate$$type: ACTOR_REF_TYPE })
  })

  it('gives machines snapshots with their nodes and history', () => {
    const snapshot = actor.getSnapshot()
    expect(isMachineSnapshot(snapshot)).toBe(true)
    expect(Object.keys(snapshot)).toEqual(
      expect.arrayContaining(['_nodes', 'historyValue', 'children', 'context', 'value', 'machine', 'status', 'tags']),
    )
  })
})
