import { describe, expect, it } from 'vitest'
import { commitmentPayload } from '../../../src/storage/commitment/payloads.ts'
import { buildTree } from '../../../src/storage/store/chunk-tree.ts'
import { accountOf, keyOf } from './clients.ts'
import { type AppStage, BUCKET, useApp } from './stage.ts'

const start = useApp()
const ADMIN = keyOf('Admin')

async function fill(s: AppStage, ...texts: string[]) {
  for (const text of texts) {
    const { root, nodes } = buildTree([Buffer.from(text)])
    for (const node of nodes) await s.store.putNode(BUCKET, node)
    await s.store.commit(BUCKET, [root])
  }
}

const remove = (s: AppStage, more: object) =>
  s.send('POST', '/delete', { as: 'Admin', json: { bucket_id: 7, new_start_seq: 2, ...more } })

const signed = (statement: unknown, pair = ADMIN) =>
  `0x${Buffer.from(pair.sign(Buffer.from(String(statement).slice(2), 'hex'))).toString('hex')}`

describe('deleting', () => {
  it('drops leaves and keeps their data, and says what an admin has to sign', async () => {
    const s = await start()
    await fill(s, 'one', 'two', 'three')
    const done = await remove(s, {})
    expect(done).toMatchObject({ status: 200, start_seq: 2, leaf_count: 1, receipt: false })
    const left = { mmrRoot: String(done['mmr_root']), startSeq: 2n, leafCount: 0n }
    expect(done['admin_statement']).toBe(`0x${Buffer.from(commitmentPayload(BUCKET, left)).toString('hex')}`)
    expect(await s.store.prunedRanges(BUCKET)).toMatchObject([{ fromSeq: 0n, toSeq: 2n, receipt: null }])
    // Later, the word of the admin is added.
    const admin_signature = signed(done['admin_statement'])
    expect(await remove(s, { admin_signature })).toMatchObject({ status: 200, start_seq: 2, receipt: true })
    expect(await s.store.receiptFor(BUCKET, 0n)).toEqual({
      commitment: { ...left, leafCount: 1n },
      admin: accountOf(ADMIN),
      signature: `0x01${admin_signature.slice(2)}`,
    })
  })

  it('takes an admin’s signature over what will be left', async () => {
    const s = await start()
    await fill(s, 'one', 'two', 'three')
    const refusal = await remove(s, { admin_signature: `0x${'00'.repeat(64)}` })
    expect(refusal).toMatchObject({ status: 400, error: 'invalid_signature', details: { start_seq: 2, leaf_count: 1 } })
    expect((await s.store.bucket(BUCKET))!.startSeq).toBe(0n)
    const statement = (refusal['details'] as { admin_statement: string }).admin_statement
    expect(await remove(s, { admin_signature: signed(statement) })).toMatchObject({ status: 200, receipt: true })
    expect(await s.store.receiptFor(BUCKET, 1n)).toMatchObject({ admin: accountOf(ADMIN) })
  })

  it('takes the signature of another admin, and of nobody else', async () => {
    const s = await start()
    await fill(s, 'one', 'two', 'three')
    const other = keyOf('Other', 'ed25519')
    const { details } = await remove(s, { admin_signature: `01${'00'.repeat(64)}` })
    const admin_signature = signed((details as { admin_statement: string }).admin_statement, other)
    const wish = { admin_signature, admin: accountOf(other) }
    expect(await remove(s, wish)).toMatchObject({ status: 403, error: 'insufficient_role' })
    expect((await s.store.bucket(BUCKET))!.startSeq).toBe(0n)
    s.roles.set(accountOf(other), 'Admin')
    expect(await remove(s, wish)).toMatchObject({ status: 200, receipt: true })
    expect((await s.store.receiptFor(BUCKET, 0n))!.signature).toBe(`0x00${admin_signature.slice(2)}`)
  })

  it('forgets the names of what it drops', async () => {
    const s = await start()
    for (const key of ['a', 'b', 'c']) await s.request('PUT', `/s3/7/object?key=${key}`, { as: 'Writer', body: key })
    await s.request('POST', '/fs/7/mkdir?path=/d', { as: 'Writer' })
    await remove(s, {})
    const { contents } = await s.send('GET', '/s3/7/objects', { as: 'Reader' })
    expect(contents).toMatchObject([{ key: 'c' }])
    expect(await s.send('GET', '/fs/7/ls', { as: 'Reader' })).toMatchObject({ entries: [{ path: '/d' }] })
  })

  it.each([4, '18446744073709551615'])('is refused for a first leaf of %s', async (new_start_seq) => {
    const s = await start()
    await fill(s, 'one', 'two', 'three')
    expect(await remove(s, { new_start_seq })).toMatchObject({
      status: 400,
      error: 'invalid_request',
      details: { end: 3 },
    })
    await remove(s, {})
    expect(await remove(s, { new_start_seq: 1 })).toMatchObject({ status: 400, details: { start_seq: 2 } })
  })

  it('of a bucket that is not here is refused', async () => {
    const s = await start({ config: { auth: { open: true } } })
    expect(await s.send('POST', '/delete', { json: { bucket_id: 9, new_start_seq: 0 } })).toMatchObject({
      status: 404,
      error: 'bucket_not_found',
    })
  })
})
