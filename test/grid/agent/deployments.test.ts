import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifySignature } from '../../../src/chain/signing/signature.ts'
import { statementBytes as onChain } from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { challengeHash } from '../../../src/grid/agent/deployments/challenge.ts'
import { deployment } from '../../../src/grid/agent/deployments/deployment.ts'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { usageReply as auditedReply, deployedReply as provenReply } from '../../../src/grid/evidence/replies.ts'
import { createMemoryStore } from '../../../src/kernel/index.ts'
import { NETWORK } from '../messages/grid.ts'
import { FARM, FARMER, NODE, NODE_TWIN, PERIOD, STRANGER, startNode, USER } from './stage.ts'

const CONTRACT = 41

const machine = (memory: number, more: object = {}) => ({
  version: 0,
  name: 'vm',
  type: 'zmachine',
  metadata: '',
  description: '',
  data: {
    flist: 'https://hub.example/ubuntu.flist',
    network: { public_ip: 'ip', planetary: true, interfaces: [{ network: 'net', ip: '10.0.2.2' }] },
    size: 2 * GIB,
    compute_capacity: { cpu: 2, memory },
    mounts: [{ name: 'disk', mountpoint: '/data' }],
    entrypoint: '/sbin/zinit init',
    env: { b: '2', a: '1' },
  },
  ...more,
})
const disk = { version: 0, name: 'disk', type: 'zmount', metadata: '', description: '', data: { size: 10 * GIB } }
const address = { version: 0, name: 'ip', type: 'ip', metadata: '', description: '', data: { v4: true, v6: false } }

const wanted = (more: object = {}) => ({
  version: 0,
  twin_id: USER,
  contract_id: CONTRACT,
  metadata: 'm',
  description: 'd',
  expiration: 0,
  signature_requirement: {
    requests: [{ twin_id: USER, required: false, weight: 1 }],
    weight_required: 1,
    signature_style: '',
    signatures: [],
  },
  workloads: [machine(4 * GIB), disk, address],
  ...more,
})

type Node = Awaited<ReturnType<typeof startNode>>

function contract(node: Node, asked: object, { twinId = USER, nodeId = NODE, id = CONTRACT } = {}): void {
  const digest = challengeHash(deployment.parse(asked))
  const nodeContract = {
    nodeId,
    deploymentHash: `0x${Buffer.from(digest).toString('hex')}`,
    deploymentData: '',
    publicIps: 1,
  }
  node.state.set(`Contracts/${id}`, {
    contractId: id,
    twinId,
    state: { created: null },
    contractType: { nodeContract },
  })
  node.state.set(`ActiveNodeContracts/${NODE}`, [id])
}

async function booted(config: object = {}, options: Parameters<typeof startNode>[1] = {}) {
  const node = await startNode({ ...config }, options)
  await node.boot()
  return node
}

describe('the hash of a deployment', () => {
  it('is of what it says, in the order of the protocol, without the id of its contract', () => {
    const text =
      `0${USER}md0` +
      '0vmzmachinehttps://hub.example/ubuntu.flistiptruenet10.0.2.2' +
      `${2 * GIB}2${4 * GIB}disk/data/sbin/zinit inita=1b=2` +
      `0diskzmount${10 * GIB}` +
      '0ipiptruefalse' +
      `${USER}false11`
    expect(challengeHash(deployment.parse(wanted()))).toBe(hash('md5', text))
    expect(challengeHash(deployment.parse(wanted({ contract_id: 7 })))).toBe(challengeHash(deployment.parse(wanted())))
    expect(challengeHash(deployment.parse(wanted({ metadata: 'x' })))).not.toBe(
      challengeHash(deployment.parse(wanted())),
    )
  })
})

describe('a deployment', () => {
  it('runs for a contract with its hash, and the chain is told what it takes', async () => {
    const node = await booted()
    contract(node, wanted())
    expect(await node.ask(USER, 'zos.deployment.deploy', wanted())).toBe(null)
    expect(await node.ask(USER, 'zos.deployment.deploy', wanted())).toBe(null)
    await node.settle()
    const reports = node.submissions.filter(({ call }) => call.name === 'report_contract_resources')
    expect(reports.at(-1)?.call.args).toEqual([
      [{ contractId: CONTRACT, used: { hru: 0, sru: 12 * GIB, cru: 2, mru: 4 * GIB } }],
    ])
    expect(await node.ask(FARMER, 'zos.statistics.get')).toMatchObject({
      used: { cru: 2, mru: 6 * GIB, sru: 112 * GIB, hru: 0, ipv4u: 1 },
      users: { deployments: 1, workloads: 3 },
    })
    expect(await node.ask(USER, 'zos.deployment.list')).toMatchObject([{ contract_id: CONTRACT }])
    expect(await node.ask(USER, 'zos.deployment.get', { contract_id: CONTRACT })).toMatchObject({
      workloads: [{ name: 'vm', result: { state: 'ok' } }, {}, {}],
    })
  })

  it('is refused without such a contract, of another twin, and where there is no room', async () => {
    const node = await booted()
    const refused = async (twinId: number, asked: object) =>
      ((await node.ask(twinId, 'zos.deployment.deploy', asked)) as { code: string } | null)?.code
    expect(await refused(USER, wanted())).toBe('no-contract')
    contract(node, wanted(), { nodeId: 9 })
    expect(await refused(USER, wanted())).toBe('no-contract')
    contract(node, wanted(), { twinId: STRANGER })
    expect(await refused(USER, wanted())).toBe('not-authorized')
    contract(node, wanted())
    expect(await refused(STRANGER, wanted())).toBe('not-authorized')
    expect(await refused(USER, wanted({ description: 'other' }))).toBe('wrong-hash')
    expect(await refused(USER, { contract_id: 1 })).toBe('wrong-payload')
    const large = wanted({ workloads: [machine(31 * GIB)] })
    contract(node, large)
    expect(await refused(USER, large)).toBe('no-room')
    expect(await node.ask(USER, 'zos.deployment.list')).toEqual([])
  })

  it('is nobody else’s to see', async () => {
    const node = await booted()
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    expect(await node.ask(STRANGER, 'zos.deployment.list')).toEqual([])
    expect(await node.ask(STRANGER, 'zos.deployment.get', { contract_id: CONTRACT })).toMatchObject({
      code: 'no-deployment',
    })
  })

  it('is told of four times at the most when the chain does not take it', async () => {
    const node = await booted()
    contract(node, wanted())
    node.submitBy(() => ({
      result: 'failed',
      error: { pallet: 'SmartContractModule', name: 'ContractNotExists', retryable: false },
    }))
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    const told = () => node.submissions.filter(({ call }) => call.name === 'report_contract_resources').length
    await node.pass(5)
    expect(told()).toBe(1)
    await node.pass(2)
    expect(told()).toBe(2)
    await node.pass(60)
    expect(told()).toBe(4)
  })

  it('ends with its contract, also with one that ended while nobody told of it', async () => {
    const saved = createMemoryStore()
    const node = await booted({}, { saved })
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    await node.cancel(CONTRACT)
    expect(await node.ask(USER, 'zos.deployment.list')).toEqual([])
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    const again = await booted({}, { saved })
    expect(await again.ask(USER, 'zos.deployment.list')).toEqual([])
  })

  it('outlives the process of its node', async () => {
    const saved = createMemoryStore()
    const node = await booted({}, { saved })
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    const again = await startNode({}, { saved })
    contract(again, wanted())
    await again.boot()
    expect(await again.ask(USER, 'zos.deployment.list')).toMatchObject([{ contract_id: CONTRACT }])
  })
})

describe('a deployment whose owner cannot pay', () => {
  const states = async (node: Node) =>
    (
      (await node.ask(USER, 'zos.deployment.get', { contract_id: CONTRACT })) as { workloads: { result: object }[] }
    ).workloads.map(({ result }) => result)
  const inGrace = (node: Node, is: boolean) => {
    const known = node.state.get(`Contracts/${CONTRACT}`) as object
    node.state.set(`Contracts/${CONTRACT}`, { ...known, state: is ? { gracePeriod: 9 } : { created: null } })
  }

  it('is paused, says so, and runs again once he can; meanwhile it is not deployed anew', async () => {
    const node = await booted()
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    expect(await states(node)).toEqual(Array(3).fill({ state: 'ok', message: '' }))
    await node.grace(CONTRACT, 'Started')
    inGrace(node, true)
    expect(await states(node)).toMatchObject(Array(3).fill({ state: 'paused' }))
    // What it takes is still its own.
    expect(await node.ask(FARMER, 'zos.statistics.get')).toMatchObject({ used: { cru: 2 } })
    expect(await node.ask(USER, 'zos.deployment.update', wanted())).toMatchObject({ code: 'in-grace', retryable: true })
    await node.grace(CONTRACT, 'Ended')
    inGrace(node, false)
    expect(await states(node)).toMatchObject(Array(3).fill({ state: 'ok' }))
    expect(await node.ask(USER, 'zos.deployment.update', wanted())).toBe(null)
  })

  it('is paused, or runs, as the chain has it also where that was not told; a pause outlives the process', async () => {
    const saved = createMemoryStore()
    const node = await booted({}, { saved })
    contract(node, wanted())
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    inGrace(node, true)
    await node.boot()
    expect(await states(node)).toMatchObject(Array(3).fill({ state: 'paused' }))
    const again = await startNode({}, { saved })
    contract(again, wanted())
    expect(again.ports.deployments.isPaused(CONTRACT)).toBe(true)
    await again.boot()
    expect(await states(again)).toMatchObject(Array(3).fill({ state: 'ok' }))
  })
})

describe('what has run on a node', () => {
  const RATES = { cu: 1, su: 1, ipu: 1, nu: 1 }
  const agreement = (more: object = {}) => ({
    farmId: FARM,
    twinId: USER,
    terms: { rates: RATES, notice: 1 },
    maxPerPeriod: 10,
    deposit: 100,
    since: 0,
    ends: null,
    ...more,
  })
  const service = (more: object = {}) => ({
    serviceTwinId: FARMER,
    consumerTwinId: USER,
    baseFee: 1,
    variableFee: 1,
    lastBill: 0,
    state: 'ApprovedByBoth',
    ...more,
  })
  interface Stated {
    readonly agreement: string
    readonly deployment: string
    readonly hash: string
    readonly used: Record<string, string>
    readonly signature: { readonly type: 'ed25519'; readonly value: string }
  }
  const read = async (node: Node, twinId: number, period: number, seconds = PERIOD) =>
    (await node.ask(twinId, 'usage.get', { period, seconds })) as { statements: Stated[] }

  /** A node whose clock stands a minute before the end of a period, with something to count. */
  async function counting(config: object = {}) {
    const node = await booted(config)
    node.state.set('Agreements/6', agreement())
    contract(node, wanted())
    const left = () => PERIOD - 60 - (Math.floor(node.clock.now() / 1_000) % PERIOD)
    if (left() < 0) await node.pass(PERIOD + left(), 1_000)
    while (left() > 60) await node.pass(60, 60)
    while (left() > 0) await node.pass(1)
    await node.ask(USER, 'zos.deployment.deploy', wanted())
    const from = Math.floor(node.clock.now() / 1_000)
    return { node, period: Math.floor(from / PERIOD), from }
  }

  it('is counted by the second, each for its period, and signed so that the chain takes it for evidence', async () => {
    const { node, period, from } = await counting()
    expect(await read(node, FARMER, period)).toMatchObject({ code: 'too-early', retryable: true })
    // Asked at once: what was not counted yet is counted for the answer.
    while (Math.floor(node.clock.now() / 1_000) < (period + 1) * PERIOD) await node.pass(1)
    const seconds = (period + 1) * PERIOD - from
    const { statements } = await read(node, FARMER, period)
    const used = {
      cru: BigInt(2 * seconds),
      mru: BigInt(4 * GIB) * BigInt(seconds),
      sru: BigInt(12 * GIB) * BigInt(seconds),
      hru: 0n,
      ipv4: BigInt(seconds),
      nru: 0n,
    }
    expect(statements).toEqual([
      {
        agreement: '6',
        deployment: String(CONTRACT),
        hash: challengeHash(deployment.parse(wanted())),
        used: Object.fromEntries(Object.entries(used).map(([kind, value]) => [kind, String(value)])),
        signature: { type: 'ed25519', value: expect.any(String) },
      },
    ])
    // As the farm and the auditors read it.
    expect(provenReply.safeParse({ statements }).success).toBe(true)
    expect(auditedReply.safeParse({ statements }).success).toBe(true)
    const said = { node: NODE, period, agreement: 6n, deployment: BigInt(CONTRACT), used }
    const bytes = onChain({ genesis: Buffer.from(NETWORK.slice(2), 'hex'), ...said })
    expect(verifySignature(bytes, statements[0]!.signature, node.signers.get(NODE_TWIN)!.account)).toBe(true)
    await node.pass(120, 20)
    // It says the same for ever.
    expect(await read(node, FARMER, period)).toEqual({ statements })
  })

  it('is told for periods of any length', async () => {
    const { node, from } = await counting()
    await node.pass(600, 20)
    const minute = Math.ceil(from / 60) + 2
    expect((await read(node, FARMER, minute, 60)).statements).toMatchObject([{ used: { cru: '120' } }])
    const before = Math.floor(from / 60) - 1
    expect((await read(node, FARMER, before, 60)).statements).toEqual([])
  })

  it('is nothing while the node is down, and still told of when its contract is over', async () => {
    const { node, period } = await counting()
    await node.told(NODE, 'Down')
    await node.pass(4_000, 100)
    await node.told(NODE, 'Up')
    node.network.wake({ nodeId: NODE, mac: node.mac }, () => {})
    await node.pass(2)
    expect((await read(node, FARMER, period)).statements).toEqual([])
    const other = await counting()
    await other.node.pass(10)
    await other.node.cancel(CONTRACT)
    await other.node.pass(3_600, 100)
    expect((await read(other.node, FARMER, other.period)).statements).toMatchObject([{ used: { cru: '20' } }])
  })

  it('is nothing while it is paused', async () => {
    const { node, period } = await counting()
    await node.pass(10)
    await node.grace(CONTRACT, 'Started')
    await node.pass(20)
    await node.grace(CONTRACT, 'Ended')
    await node.pass(5)
    await node.grace(CONTRACT, 'Started')
    await node.pass(3_600, 100)
    expect((await read(node, FARMER, period)).statements).toMatchObject([{ used: { cru: '30', ipv4: '15' } }])
    expect((await read(node, FARMER, period + 1)).statements ?? []).toEqual([])
  })

  it('is told to the farmer and to auditors, and to others as far as it is their own', async () => {
    const { node, period } = await counting({ auditors: [STRANGER] })
    await node.pass(180, 30)
    for (const twinId of [FARMER, USER, STRANGER])
      expect((await read(node, twinId, period)).statements, `${twinId}`).toHaveLength(1)
    const other = await counting()
    await other.node.pass(180, 30)
    expect((await read(other.node, STRANGER, other.period)).statements).toEqual([])
    expect((await read(other.node, USER, other.period)).statements).toHaveLength(1)
  })

  it('stands under the agreement that is in force, or else the service contract with the farmer', async () => {
    const { node, period } = await counting()
    await node.pass(180, 30)
    const under = async () => (await read(node, FARMER, period)).statements.map((each) => each.agreement)
    node.state.set('Agreements/6', agreement({ ends: period - 1 }))
    node.state.set('Agreements/8', agreement({ since: period }))
    node.state.set('Agreements/9', agreement({ farmId: 99 }))
    expect(await under()).toEqual(['8'])
    node.state.delete('Agreements/8')
    node.state.set('ServiceContracts/4', service({ state: 'Created' }))
    expect(await under()).toEqual([])
    node.state.set('ServiceContracts/4', service())
    expect(await under()).toEqual(['4'])
  })
})
