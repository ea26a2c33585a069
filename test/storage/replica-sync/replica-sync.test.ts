import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import { useFolder } from '../../folder.ts'
import { THEM, US } from '../stage.ts'
import { commitObjects, contentOf, damage, putObject } from '../store/stage.ts'
import { BUCKET, honest, OTHER, startReplica } from './stage.ts'

const folder = useFolder()

describe('a replica', () => {
  it('becomes what the chain has, says so, and is paid for it', async () => {
    const s = await startReplica()
    const { roots } = await commitObjects(s.primary, BUCKET, 'one object of several chunks', 'another')
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(await contentOf(s.local, roots[0]!)).toBe('one object of several chunks')
    expect(s.ended()).toEqual(['synced', 'confirmed'])
    // Whoever is asked is told by whom: it may ask who it is.
    for (const to of s.addressees)
      expect(to).toMatchObject({ bucketId: BUCKET, provider: expect.stringMatching(/^0x/) })
    expect(s.submissions).toMatchObject([
      {
        key: `replica-sync/${BUCKET}/1/0/${mmrRoot}`,
        call: { name: 'confirm_replica_sync', args: [BUCKET, [mmrRoot, ...Array(6).fill(null)], '0x0139'] },
      },
    ])
    expect(s.told('duty.Changed').at(-1)).toMatchObject({ kind: 'replica-sync', key: '7', state: 'done' })
  })

  it('fetches only what it has not', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'the first object', 'the second object')
    await s.begin()
    await s.checkpoint()
    const first = s.told('storage.ReplicaSyncEnded')[0]!['bytes'] as bigint
    await s.blocks(6)
    await commitObjects(s.primary, BUCKET, 'more')
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    const [, , second] = s.told('storage.ReplicaSyncEnded')
    expect(second).toMatchObject({ outcome: 'synced', bytes: 4n })
    expect(first).toBeGreaterThan(30n)
  })

  it('fetches again what has changed on its disk since it was fetched', async () => {
    const file = join(folder.path, 'replica.db')
    const s = await startReplica({}, file)
    onTestFinished(() => s.local.close())
    const texts = ['one object of several chunks', 'another one of as many', 'and a third one']
    const { roots } = await commitObjects(s.primary, BUCKET, ...texts)
    // As a sync leaves it that is cut off before the leaves are taken over.
    for (const text of texts) await putObject(s.local, BUCKET, Buffer.from(text))
    const { chunkHash } = await s.primary.chunkProof(roots[0]!, 1n)
    const { children } = (await s.primary.node(roots[1]!))!
    damage(file, chunkHash)
    damage(file, children[0]!)
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(s.told('storage.ReplicaSyncEnded')[0]).toMatchObject({ outcome: 'synced', bytes: 8n + 64n })
    expect(await Promise.all(roots.map((root) => contentOf(s.local, root)))).toEqual(texts)
  })

  it('follows what the primaries let go, and what they have rewritten', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'a', 'b', 'c', 'd')
    await s.begin()
    await s.checkpoint()
    await s.primary.prune(BUCKET, 2n, null)
    await commitObjects(s.primary, BUCKET, 'e')
    const moved = await s.checkpoint()
    expect(await s.local.bucket(BUCKET)).toMatchObject({ mmrRoot: moved.mmrRoot, startSeq: 2n, leafCount: 3n })
    const other = createContentStore(':memory:', () => 0)
    await commitObjects(other, BUCKET, 'x', 'y')
    for (const account of [THEM, OTHER]) s.answers.set(account, honest(other))
    const state = (await other.bucket(BUCKET))!
    s.snapshot(state)
    await s.force()
    await s.settle()
    expect(await s.root()).toBe(state.mmrRoot)
  })

  it('takes data from another source when one gives other bytes, and asks the liar no more', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'an object of some length', 'another object')
    s.answers.set(THEM, async (path, body) => {
      const said = (await honest(s.primary)(path, body)) as { nodes?: Array<{ data: string }> }
      if (said.nodes === undefined) return said
      return { nodes: said.nodes.map((node) => ({ ...node, data: Buffer.from('lies').toString('base64') })) }
    })
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(s.told('storage.ReplicaSyncEnded')[0]).toMatchObject({ outcome: 'synced', sources: [OTHER] })
    const lies = s.asked.filter((line) => line === '/them /fetch_nodes').length
    await s.blocks(6)
    await commitObjects(s.primary, BUCKET, 'more')
    await s.checkpoint()
    expect(s.asked.filter((line) => line === '/them /fetch_nodes')).toHaveLength(lies)
  })

  it('believes no leaves that do not lead to the root of the chain', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'true')
    const forged = createContentStore(':memory:', () => 0)
    await commitObjects(forged, BUCKET, 'false')
    s.answers.set(THEM, honest(forged))
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
  })

  it('says that nobody gives it the data, and has it once somebody does', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'hard to get')
    for (const account of [THEM, OTHER]) s.answers.set(account, () => Promise.resolve({ nonsense: true }))
    await s.begin()
    const target = await s.checkpoint()
    expect(s.ended()).toContain('no-source')
    expect(await s.root()).not.toBe(target.mmrRoot)
    s.answers.set(OTHER, honest(s.primary))
    s.clock.advance(7 * 60 * 60 * 1_000)
    await s.blocks(2)
    expect(await s.root()).toBe(target.mmrRoot)
  })

  it('asks leaf by leaf where there is no better way', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'a', 'b', 'c')
    for (const account of [THEM, OTHER])
      s.answers.set(account, (path, body) => honest(s.primary)(path.replace('/leaves', '/none'), body))
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(s.asked.some((line) => line.endsWith('/mmr_proof'))).toBe(true)
  })

  it('waits for the block that the agreement allows, and for the balance, with the data here already', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'a')
    await s.begin()
    await s.checkpoint()
    await commitObjects(s.primary, BUCKET, 'b')
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(s.submissions).toHaveLength(1)
    await s.blocks(6)
    expect(s.submissions).toHaveLength(2)
    s.agree({ syncBalance: 1 })
    await commitObjects(s.primary, BUCKET, 'c')
    await s.checkpoint()
    await s.blocks(8)
    expect(s.submissions).toHaveLength(2)
    s.agree({ syncBalance: 100 })
    await s.topUp()
    expect(s.submissions).toHaveLength(3)
  })

  it('takes a chunk for a chunk though it looks like two hashes, and the same chunk in two places', async () => {
    const s = await startReplica()
    const pair = Buffer.alloc(64, 7)
    const twice = Buffer.concat([pair, pair, Buffer.from('end')])
    const roots = [await putObject(s.primary, BUCKET, pair, 64), await putObject(s.primary, BUCKET, twice, 64)]
    await s.primary.commit(BUCKET, roots)
    await s.begin()
    const { mmrRoot } = await s.checkpoint()
    expect(await s.root()).toBe(mmrRoot)
    expect(await s.local.objectSize(roots[1]!)).toBe(131n)
  })

  it('takes no more than the agreement is for, and says so', async () => {
    const s = await startReplica()
    s.agree({}, { maxBytes: 10 })
    await commitObjects(s.primary, BUCKET, 'more than ten bytes, and then some more')
    await s.begin()
    await s.checkpoint()
    expect(s.ended()).toContain('over-quota')
    expect(s.submissions).toEqual([])
  })

  it('tells how it stands, and is synced when asked to', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'a')
    await s.begin()
    expect(await s.status()).toMatchObject({ ok: true, value: { isReplica: true, localRoot: null, chainRoot: null } })
    const { mmrRoot } = await s.checkpoint()
    expect(await s.status()).toMatchObject({ value: { localRoot: mmrRoot, chainRoot: mmrRoot, running: false } })
    expect(await s.force()).toMatchObject({ ok: true, value: { started: false } })
    s.state.delete(`StorageAgreements/${BUCKET}/${US}`)
    expect(await s.force()).toMatchObject({ value: { started: false, message: expect.stringContaining('no replica') } })
  })

  it('goes on by itself after a start in the midst of it, with what it has', async () => {
    const s = await startReplica()
    await commitObjects(s.primary, BUCKET, 'a', 'b')
    const state = (await s.primary.bucket(BUCKET))!
    s.snapshot(state)
    await s.begin()
    expect(await s.root()).toBe(state.mmrRoot)
    expect(s.ended()).toEqual(['synced', 'confirmed'])
    expect(s.resyncs().done).toBe(1)
  })

  it('ends with the root of its primaries, whatever their history', async () => {
    const commit = fc.record({
      kind: fc.constant('commit' as const),
      texts: fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 }),
    })
    const prune = fc.record({ kind: fc.constant('prune' as const), by: fc.integer({ min: 0, max: 3 }) })
    const step = fc.oneof(commit, prune, fc.record({ kind: fc.constant('checkpoint' as const) }))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const s = await startReplica()
        await s.begin()
        for (const each of [...steps, { kind: 'commit' as const, texts: ['last'] }, { kind: 'checkpoint' as const }]) {
          const state = await s.primary.bucket(BUCKET)
          if (each.kind === 'commit') await commitObjects(s.primary, BUCKET, ...each.texts)
          else if (state === null) continue
          else if (each.kind === 'checkpoint') await s.checkpoint()
          else {
            const to = state.startSeq + BigInt(each.by)
            if (to <= state.startSeq + state.leafCount) await s.primary.prune(BUCKET, to, null)
          }
        }
        expect(await s.root()).toBe((await s.primary.bucket(BUCKET))!.mmrRoot)
      }),
      { numRuns: 25 },
    )
  })
})
