import { describe, expect, it } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { createSigner, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { type LaneStage, remark, startLane } from './stage.ts'

const of = ({ facts }: LaneStage, type: string) =>
  facts.filter((each) => each.type === type).map(({ payload }) => payload)

describe('the balance', () => {
  it('is not spent below what is kept for urgent calls', async () => {
    const stage = await startLane({ config: { keep: { amount: '1000000000000000000000' } } })
    expect(await stage.withBlocks(stage.submit('x', remark('x')))).toMatchObject({
      ok: false,
      refusal: { reason: 'below-floor', retryable: true },
    })
    expect(of(stage, 'transactions.BalanceLow')).toMatchObject([{ floor: 10n ** 21n }])
    expect(await stage.withBlocks(stage.submit('u', remark('u'), { priority: 'urgent' }))).toMatchObject({ ok: true })
    expect(stage.sent).toMatchObject([{ key: 'u', nonce: 0 }])
  })

  it('that pays for nothing is a refusal that passes', async () => {
    const stage = await startLane({ signer: await createLocalSigner('//Nobody') })
    expect(await stage.withBlocks(stage.submit('u', remark('u'), { priority: 'urgent' }))).toMatchObject({
      ok: false,
      refusal: { reason: 'unaffordable', retryable: true },
    })
  })
})

describe('another program with the same key', () => {
  const foreign = (stage: LaneStage, nonce: number) => {
    const signer = createSigner(stage.runtime, fromHex(stage.devnet.chain.genesis.hash.slice(2)))
    stage.devnet.chain.pool.submit(
      signer.sign(
        devAccount('Bob'),
        { type: 'System', value: { type: 'remark', value: { remark: new Uint8Array() } } },
        { nonce },
      ),
    )
  }

  it('is told of, and not raced: nothing is signed for a while', async () => {
    const stage = await startLane({ config: { contested: { min: 3_600_000, max: 3_600_000 } } })
    foreign(stage, 0)
    foreign(stage, 1)
    await stage.withBlocks(stage.submit('one', remark('one'), { deadline: 12 }))
    expect(of(stage, 'transactions.ForeignUse')).toHaveLength(1)
    expect(stage.sent).toEqual([])
    expect(stage.system.actors().find(({ name }) => name === 'transactions')!.state).toMatchObject({
      open: { signing: 'contested' },
    })
  })

  it('is given way to, and what was to be done is done after', async () => {
    const stage = await startLane()
    foreign(stage, 0)
    expect(await stage.withBlocks(stage.submit('one', remark('one')))).toMatchObject({ ok: true })
    expect(of(stage, 'transactions.ForeignUse')).not.toEqual([])
    expect(stage.sent.at(-1)).toMatchObject({ key: 'one', nonce: 1 })
  })

  it('is noticed in blocks, though it took none of our nonces', async () => {
    const stage = await startLane()
    const first = stage.submit('one', remark('one'))
    await stage.until(() => stage.sent.length === 1)
    foreign(stage, 1)
    await stage.withBlocks(first)
    expect(of(stage, 'transactions.ForeignUse')).toMatchObject([{ reason: expect.stringContaining('in block') }])
  })
})

describe('a runtime that encodes a call otherwise than when it was first used', () => {
  const known = (item: string) => {
    const journal = createSqliteJournal(':memory:')
    journal.shapes.set(item, '{remark: [u16]}')
    return journal
  }

  it('gets nothing signed, and is named with what has changed', async () => {
    const stage = await startLane({ journal: known('call System.remark_with_event') })
    expect(await stage.withBlocks(stage.submit('x', remark('x')))).toMatchObject({
      ok: false,
      refusal: { reason: 'runtime-changed', detail: 'call System.remark_with_event', retryable: true },
    })
    expect(of(stage, 'transactions.RuntimeRefused')).toEqual([
      { specVersion: stage.runtime.version.specVersion, changed: ['call System.remark_with_event'] },
    ])
    expect(stage.sent).toEqual([])
  })

  it('is taken at the word of the operator', async () => {
    const journal = known('event StorageProvider.AgreementRequested')
    const { specVersion } = (await startLane()).runtime.version
    const stage = await startLane({ journal, config: { acceptRuntimes: [specVersion] } })
    expect(await stage.withBlocks(stage.submit('x', remark('x')))).toMatchObject({ ok: true })
  })

  it('is no matter where it means the same by the same bytes', async () => {
    const journal = createSqliteJournal(':memory:')
    const before = await startLane({ journal })
    await before.withBlocks(before.submit('x', remark('x')))
    expect(journal.shapes.names()).toContain('call System.remark_with_event')
    const after = await startLane({ journal, devnet: before.devnet })
    expect(await after.withBlocks(after.submit('y', remark('y')))).toMatchObject({ ok: true })
  })
})
