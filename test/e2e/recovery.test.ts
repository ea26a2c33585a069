import { afterEach, describe, expect, it } from 'vitest'
import type { HandlerLayer } from '../../src/kernel/index.ts'
import { decide } from '../../src/storage/agreement/decide.ts'
import { type Stage, setStage } from './harness.ts'

const REQUESTS = 30

let stage: Stage

afterEach(() => stage.stop())

const allAnswered = () => {
  const { right, wrong } = stage.workload.judge()
  return right + wrong === REQUESTS
}

const layer = (handlers: Record<string, unknown>): HandlerLayer => ({
  origin: 'test',
  handlers: handlers as HandlerLayer['handlers'],
})

describe('a node against its chain', () => {
  it('answers every request as it should', async () => {
    stage = await setStage({ seed: 3, requests: REQUESTS })
    const { view } = await stage.startNode()
    await stage.blocksUntil(allAnswered, 'all requests answered')
    expect(stage.workload.judge()).toEqual({ right: REQUESTS, wrong: 0, forgotten: 0, open: 0 })
    expect(view.duties['agreement']?.['missed']).toBeUndefined()
  })

  it('loses nothing and does nothing twice when its socket is cut again and again', async () => {
    stage = await setStage({ seed: 4, requests: REQUESTS })
    const { system, view } = await stage.startNode()
    // At the worst moments: an answer is on its way, a request has just arrived, the state is being read.
    const moments = new Set([
      'transactions.Sent',
      'transactions.Submit',
      'storage.AgreementRequested',
      'chain.ReadEntries',
    ])
    let met = 0
    const stop = system.attach({
      emitted({ event }) {
        if (!moments.has(event.type)) return
        met += 1
        if (met % 4 === 0) stage.devnet.dropConnections()
      },
    })
    await stage.blocksUntil(allAnswered, 'all requests answered despite cuts', 2_000)
    stop()
    expect(stage.workload.judge()).toMatchObject({ right: REQUESTS, wrong: 0 })
    expect(view.facts['chain.ConnectionLost']).toBeGreaterThan(3)
  })

  it('goes on where it was when it is stopped and another is started', async () => {
    stage = await setStage({ seed: 5, requests: REQUESTS })
    for (let run = 0; run < 3; run += 1) {
      const { system, view } = await stage.startNode()
      const answered = () => Object.values(view.duties['agreement'] ?? {}).reduce((sum, count) => sum + count, 0)
      await stage.blocksUntil(() => answered() >= 6 || allAnswered(), 'some requests answered')
      const stopped = system.stop('restart')
      let over = false
      void stopped.then(() => {
        over = true
      })
      await stage.blocksUntil(() => over, 'node stopped')
    }
    await stage.startNode()
    await stage.blocksUntil(allAnswered, 'all requests answered by several nodes in turn')
    expect(stage.workload.judge()).toMatchObject({ right: REQUESTS, wrong: 0 })
  })

  it('outlives handlers that throw: in the coordinator, in the policy, in the lane', async () => {
    stage = await setStage({ seed: 6, requests: REQUESTS })
    let calls = 0
    const everyFourth = (what: string) => {
      calls += 1
      if (calls % 4 === 0) throw new Error(`${what} number ${calls}`)
    }
    const { system, view } = await stage.startNode({
      agreement: {
        layers: [
          layer({
            'agreement.decide': async ({ context }: { context: { case: Parameters<typeof decide>[0] } }) => {
              everyFourth('decision')
              return decide(context.case)
            },
          }),
        ],
      },
    })
    let ticks = 0
    const detach = system.attach({
      handling(actor, letter) {
        // Crashes the coordinator and the lane from outside, as an operator or a bug would.
        if (actor !== 'agreement' || letter.event.type !== 'chain.BlockFinalized') return
        ticks += 1
        if (ticks % 10 === 0) system.restart('agreement')
        if (ticks % 15 === 0) system.restart('transactions')
      },
    })
    await stage.blocksUntil(allAnswered, 'all requests answered despite crashes', 2_000)
    detach()
    expect(stage.workload.judge()).toMatchObject({ right: REQUESTS, wrong: 0 })
    expect(view.restarts).toBeGreaterThan(0)
  })
})
