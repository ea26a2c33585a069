import { afterEach, describe, expect, it } from 'vitest'
import { laneUnit } from '../../src/chain/transactions/spec.ts'
import type { HandlerLayer } from '../../src/kernel/index.ts'
import { agreementUnit } from '../../src/storage/agreement/spec.ts'
import { type Stage, setStage } from './harness.ts'

const REQUESTS = 30

/** Blocks come in milliseconds here: actors that crash come back as fast. */
const BRISK = { intensity: 1_000, backoff: { min: '5ms', max: '20ms' } } as const

let stage: Stage

afterEach(() => stage.stop())

const allAnswered = () => {
  const { right, wrong } = stage.workload.judge(stage.devnet.chain.finalized.number)
  return right + wrong === REQUESTS
}

/** No request has more than one answer: of each bucket there are at most as many answers as requests. */
async function expectNoneTwice(): Promise<void> {
  const count = (buckets: bigint[], bucket: bigint) => buckets.filter((other) => other === bucket).length
  const [answers, requests] = [await stage.answersOnChain(), stage.workload.buckets()]
  expect(answers.length).toBeGreaterThan(0)
  for (const bucket of new Set(answers)) expect(count(answers, bucket)).toBeLessThanOrEqual(count(requests, bucket))
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
    expect(stage.workload.judge(stage.devnet.chain.finalized.number)).toEqual({
      right: REQUESTS,
      wrong: 0,
      forgotten: 0,
      open: 0,
    })
    await expectNoneTwice()
    expect(view.duties['agreement']?.['missed']).toBeUndefined()
  })

  it('believes its endpoint only with proofs, when told to', async () => {
    stage = await setStage({ seed: 6, requests: REQUESTS })
    let proofs = 0
    const { system } = await stage.startNode({ 'chain-reader': { config: { proofs: true } } })
    system.attach({
      handled: (_, { event }) => {
        if (event.type === 'chain.ReadState') proofs += 1
      },
    })
    await stage.blocksUntil(allAnswered, 'all requests answered')
    expect(stage.workload.judge(stage.devnet.chain.finalized.number)).toMatchObject({ right: REQUESTS, wrong: 0 })
    expect(proofs).toBeGreaterThan(0)
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
    expect(stage.workload.judge(stage.devnet.chain.finalized.number)).toMatchObject({ right: REQUESTS, wrong: 0 })
    await expectNoneTwice()
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
    expect(stage.workload.judge(stage.devnet.chain.finalized.number)).toMatchObject({ right: REQUESTS, wrong: 0 })
    await expectNoneTwice()
  })

  it('outlives handlers that throw: in the coordinator, in the policy, in the lane', async () => {
    stage = await setStage({ seed: 6, requests: REQUESTS })
    const now = { decisions: 0, ticks: 0, scans: 0 }
    const breaking =
      (what: keyof typeof now, every: number, handler: (...args: unknown[]) => unknown) =>
      (...args: unknown[]) => {
        now[what] += 1
        if (now[what] % every === 0) throw new Error(`${what} number ${now[what]}`)
        return handler(...args)
      }
    const own = (unit: { handlers: object }, name: string) =>
      (unit.handlers as Record<string, (...args: unknown[]) => unknown>)[name]!
    const { view } = await stage.startNode({
      agreement: {
        layers: [
          layer({
            'agreement.decide': breaking('decisions', 4, own(agreementUnit, 'agreement.decide')),
            // An action: what it throws ends the coordinator's incarnation, with all its duties.
            'agreement.tick': breaking('ticks', 8, own(agreementUnit, 'agreement.tick')),
          }),
        ],
        restart: BRISK,
      },
      transactions: {
        layers: [layer({ 'transactions.hasPending': breaking('scans', 15, own(laneUnit, 'transactions.hasPending')) })],
        restart: BRISK,
      },
    })
    await stage.blocksUntil(allAnswered, 'all requests answered despite crashes', 2_000)
    expect(stage.workload.judge(stage.devnet.chain.finalized.number)).toMatchObject({ right: REQUESTS, wrong: 0 })
    await expectNoneTwice()
    expect(view.restarts).toBeGreaterThan(0)
  })
})
