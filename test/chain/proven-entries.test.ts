import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { blake2AsU8a } from '#polkadot'
import { type Entry, provenEntries } from '../../src/chain/proof/entries.ts'
import { MalformedProof } from '../../src/chain/proof/malformed.ts'
import { provenPages, type Stored } from '../../src/chain/reader/pages.ts'
import { headerHash } from '../../src/chain/runtime/header.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { emptyState, type State } from '../../src/devnet/state/state.ts'
import { fakeNode, headerAt } from './fake-node.ts'

beforeAll(accountsReady)

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const PREFIX = 'ab0f'
/** Key number `index` of the map, as its hasher would spread it. */
const keyOf = (index: number) => `${PREFIX}${((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}`
const mapOf = (count: number) =>
  Array.from({ length: count }, (_, index) => [keyOf(index), Uint8Array.of(index % 256, 7)] as const)
const BESIDE: ReadonlyArray<readonly [string, Uint8Array]> = [
  ['ab', Uint8Array.of(1)],
  ['ab0e77', Uint8Array.of(2)],
  ['ab0f', Uint8Array.of(3)],
  ['ab10', new Uint8Array(40)],
  ['cd', Uint8Array.of(4)],
]

interface Lies {
  /** What the endpoint holds, and lists keys by; what its proofs are of. */
  readonly told: State
  readonly proven?: State
  readonly more?: (nodes: string[]) => string[]
}

/** Reads the map from an endpoint; the header is that of `truth`. */
async function read(truth: State, { told, proven = truth, more = (nodes) => nodes }: Lies) {
  const node = fakeNode()
  const header = { ...headerAt(3), stateRoot: hex(truth.root()) }
  let pages = 0
  node.answers['chain_getHeader'] = () => header
  node.answers['state_getKeysPaged'] = ([prefix, count, after]) => {
    pages += 1
    return told.keys(String(prefix).slice(2), String(after).slice(2), Number(count)).map((key) => `0x${key}`)
  }
  node.answers['state_getReadProof'] = ([keys]) => ({
    proof: more(proven.proof((keys as string[]).map((key) => key.slice(2))).map(hex)),
  })
  const entries: Stored[] = []
  for await (const page of provenPages(node.session, `0x${PREFIX}`, headerHash(header))) entries.push(...page)
  return { entries, pages, asked: node.asked.map(([method]) => method) }
}

const stateOf = (entries: Iterable<readonly [string, Uint8Array]>, version: 0 | 1 = 1) =>
  emptyState(version).apply(new Map(entries))

const held = (state: State): Entry[] =>
  state
    .keys(PREFIX)
    .filter((key) => key !== PREFIX)
    .map((key) => ({ key: `0x${key}`, value: hex(state.get(key)!) }))

const BAD = { payload: { code: 'bad-proof', endpoint: 'fake-a', key: `0x${PREFIX}` } }

describe('the entries of a map, with proofs', () => {
  it.each([
    [0, 1],
    [1, 1],
    [127, 1],
    [128, 2],
    [300, 3],
  ])('are all of them: %i in %i pages', async (count, pages) => {
    const state = stateOf([...BESIDE, ...mapOf(count)])
    const found = await read(state, { told: state })
    expect(found.entries).toEqual(held(state))
    expect(found.entries).toHaveLength(count)
    expect(found.pages).toBe(pages)
    expect(found.asked.filter((method) => method === 'chain_getHeader')).toHaveLength(1)
    expect(found.asked).not.toContain('state_getStorage')
  })

  it('are none where the state has nothing at all', async () => {
    const empty = stateOf([])
    expect((await read(empty, { told: empty, more: () => ['0x00'] })).entries).toEqual([])
  })

  it.each([0, 1] as const)('with long values, in states of version %i', async (version) => {
    const state = stateOf([...BESIDE, ...mapOf(5).map(([key]) => [key, new Uint8Array(100).fill(9)] as const)], version)
    expect((await read(state, { told: state })).entries).toEqual(held(state))
  })

  // The first and the last of a page, and of all; one between pages; one by itself.
  it.each([0, 1, 126, 127, 128, 129, 255, 256, 298, 299])('cannot be kept back: number %i of 300', async (place) => {
    const truth = stateOf([...BESIDE, ...mapOf(300)])
    const hidden = truth.keys(PREFIX)[place + 1]!
    await expect(read(truth, { told: truth.apply(new Map([[hidden, null]])) })).rejects.toMatchObject(BAD)
  })

  it('cannot be kept back when there is but one', async () => {
    const truth = stateOf([...BESIDE, ...mapOf(1)])
    await expect(read(truth, { told: stateOf(BESIDE) })).rejects.toMatchObject(BAD)
  })

  it('cannot be kept back as the end of many', async () => {
    const truth = stateOf([...BESIDE, ...mapOf(300)])
    const short = stateOf(BESIDE).apply(
      new Map(
        truth
          .keys(PREFIX)
          .slice(0, 129)
          .map((key) => [key, truth.get(key)!]),
      ),
    )
    await expect(read(truth, { told: short })).rejects.toMatchObject(BAD)
  })

  it.each([0, 64, 127, 128, 299])('cannot be added to, before number %i', async (place) => {
    const truth = stateOf([...BESIDE, ...mapOf(300)])
    const beside = truth.keys(PREFIX)[place + 1]!
    const made = `${beside.slice(0, -1)}${beside.endsWith('f') ? 'e' : 'f'}`
    const told = truth.apply(new Map([[made, Uint8Array.of(1)]]))
    await expect(read(truth, { told })).rejects.toMatchObject(BAD)
    await expect(read(truth, { told, proven: told })).rejects.toMatchObject(BAD)
  })

  it('cannot be changed', async () => {
    const truth = stateOf([...BESIDE, ...mapOf(300)])
    const changed = truth.apply(new Map([[keyOf(140), Uint8Array.of(66)]]))
    await expect(read(truth, { told: truth, proven: changed })).rejects.toMatchObject(BAD)
    // The path of the one that was changed, beside the true nodes, is of no use either.
    const more = (nodes: string[]) => [...nodes, ...changed.proof([keyOf(140)]).map(hex)]
    expect((await read(truth, { told: truth, more })).entries).toEqual(held(truth))
  })

  it('are refused with a proof that lacks a node, and with a list that is none', async () => {
    const truth = stateOf([...BESIDE, ...mapOf(40)])
    const nodes = truth.proof(truth.keys(PREFIX)).length
    for (let missing = 0; missing < nodes; missing += 1)
      await expect(read(truth, { told: truth, more: (all) => all.toSpliced(missing, 1) })).rejects.toMatchObject(BAD)
    const told = { ...truth, keys: () => ['zz'] } as State
    await expect(read(truth, { told })).rejects.toMatchObject({ payload: { code: 'malformed-reply' } })
  })
})

/** Without a path, with a value of 40 bytes. */
const leaf = Uint8Array.of(0x40, 40 << 2, ...new Uint8Array(40))

/** A branch without path and value whose sixteen children are this node. */
function branchTo(node: Uint8Array): Uint8Array<ArrayBuffer> {
  const reference = node.length < 32 ? node : blake2AsU8a(node)
  const children = Array.from({ length: 16 }, () => [reference.length << 2, ...reference]).flat()
  return Uint8Array.of(0x80, 0xff, 0xff, ...children)
}

describe('a proof of a range of keys', () => {
  const key = fc
    .array(fc.constantFrom('00', '01', '0f', '10', 'f0', 'ab'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
  const entries = fc.array(fc.tuple(key, fc.uint8Array({ minLength: 1, maxLength: 60 })), {
    minLength: 1,
    maxLength: 40,
  })
  const BOUNDS = { entries: 100, nibbles: 20 }

  it('holds exactly what the state has in it, or lacks something', () => {
    fc.assert(
      fc.property(entries, key, key, fc.boolean(), fc.nat(), (given, prefix, end, isOpen, dropped) => {
        const state = stateOf(given)
        const last = isOpen ? undefined : `0x${prefix}${end}`
        const inside = state
          .keys(prefix)
          .filter((each) => each > prefix && (last === undefined || each <= last.slice(2)))
        const range = { prefix: `0x${prefix}`, after: `0x${prefix}`, last }
        const nodes = state.proof([prefix, ...(last === undefined ? [] : [last.slice(2)]), ...inside]).map(hex)
        const wanted = inside.map((each) => ({ key: `0x${each}`, value: hex(state.get(each)!) }))
        expect(provenEntries(hex(state.root()), range, nodes, BOUNDS)).toEqual(wanted)
        const fewer = nodes.toSpliced(dropped % nodes.length, 1)
        try {
          expect(provenEntries(hex(state.root()), range, fewer, BOUNDS)).toEqual(wanted)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedProof)
        }
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['a leaf', leaf, 10, 'more than told of'],
    ['a leaf far down', leaf, 40, 'longer than those told of'],
    ['a branch without children', Uint8Array.of(0x80, 0, 0), 10, 'without children'],
  ])('ends soon where each of many branches leads to the same ones, and all of them to %s', (_, end, depth, reason) => {
    const nodes = [end]
    // Sixteen ways at each: no walk through all of them would come to an end.
    for (let level = 0; level < depth; level += 1) nodes.push(branchTo(nodes.at(-1)!))
    const range = { prefix: '0x', after: '0x', last: undefined }
    const root = hex(blake2AsU8a(nodes.at(-1)!))
    expect(() => provenEntries(root, range, nodes.map(hex), BOUNDS)).toThrow(reason)
  })
})
