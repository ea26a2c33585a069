import { expect, it, onTestFinished } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { auditMemory } from '../../../src/grid/audit/ports.ts'
import { auditUnit } from '../../../src/grid/audit/spec.ts'
import { ShowLeaf } from '../../../src/grid/billing/events.ts'
import type { Registration } from '../../../src/kernel/index.ts'
import { assemble } from '../../../src/node/assemble.ts'
import { startAgreed } from './agreed.ts'
import { smallFor } from './nodes.ts'
import { DAY, type FarmOnDevnet, QUICK } from './on-devnet.ts'

const asJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)))

/** Another's node, which asks farm and nodes about each bill. */
async function startAuditor(farm: FarmOnDevnet) {
  const verdicts: Array<Record<string, unknown>> = []
  const messages = {
    async ask(twinId: number, command: string, payload: unknown, options: { signal: AbortSignal }) {
      if (command !== 'bill.leaf') return farm.messages.ask(twinId, command, payload, options)
      const { period, at } = payload as { period: number; at: string }
      const outcome = await farm.ask().ask(ShowLeaf, { period, at: BigInt(at) })
      if (!outcome.ok) throw new Error(outcome.refusal.reason)
      return asJson(outcome.value)
    },
  }
  const unit = { unit: auditUnit, ports: { messages, ...auditMemory() }, config: { answerWithin: 1 } } as Registration
  const system = assemble(
    { chain: { endpoints: [farm.url] }, signer: await createLocalSigner('//Dave'), actors: QUICK },
    { seed: 2 },
    [unit],
  )
  system.attach({
    emitted: ({ event: { type, payload } }) => {
      if (type === 'grid.BillAudited') verdicts.push(payload as Record<string, unknown>)
    },
  })
  onTestFinished(async () => void (await system.stop('test over')))
  await system.start()
  return verdicts
}

it('a bill that was made is honest to who audits it', async () => {
  const farm = await startAgreed()
  const verdicts = await startAuditor(farm)
  const period = farm.period()
  for (const [at, node] of farm.nodes.entries())
    for (const deployment of [1n, 2n, 3n])
      node.run(period, { agreement: BigInt(at + 1), deployment, used: smallFor(DAY / (at + 2)) })
  farm.passTo(period + 1)
  await farm.blocksUntil(() => verdicts.length > 0, 'audited')
  expect(verdicts).toMatchObject([{ farmId: 1, period, verdict: 'honest', silent: [], doubts: [] }])
  expect(verdicts[0]!['leaves']).toBe(6)
})
