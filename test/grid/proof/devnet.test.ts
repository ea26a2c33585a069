import { describe, expect, it } from 'vitest'
import { smartContract } from '../../devnet/calls.ts'
import { GIB } from '../../devnet/grid/stage.ts'
import { startAgreed } from '../billing/agreed.ts'
import { hashOfDeployment, smallFor } from '../billing/nodes.ts'
import { DAY, startFarmOnDevnet } from '../billing/on-devnet.ts'

const ran = (agreement: bigint, deployment: bigint, used = smallFor(DAY)) => ({ agreement, deployment, used })
const said = (period: number, node: number, statements: number) => ({ period, node, statements })

const contractOf = (deployment: bigint) => ({
  node_id: 1,
  deployment_hash: new TextEncoder().encode(hashOfDeployment(deployment)),
  deployment_data: new Uint8Array(),
  public_ips: 0,
  solution_provider_id: undefined,
})

describe('what ran on the nodes of a farm', () => {
  it('is asked for once a period is over, and kept as each node has signed it', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    farm.nodes[0]!.run(period, ran(1n, 1n), ran(2n, 1n))
    await farm.blocksUntil(() => farm.told('chain.CaughtUp').length > 0, 'caught up')
    expect(farm.nodes[0]!.asked).not.toContain(period)
    farm.passTo(period + 1)
    await farm.blocksUntil(() => farm.told('grid.PeriodProven').some((each) => each['period'] === period), 'proven')
    expect(farm.told('grid.UsageProven').filter((each) => each['period'] === period)).toEqual(
      expect.arrayContaining([said(period, 1, 2), said(period, 2, 0)]),
    )
    const [first] = farm.usageRecords.statements({ period, node: 1 })
    expect(first).toMatchObject({ agreement: 1n, deployment: 1n, used: smallFor(DAY), dispute: null })
    expect(farm.nodes[0]!.account.scheme).toBe(first!.signature.type)
  })

  it('is asked of a node that sleeps when it wakes, and given up when it never does', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    const [one, two] = farm.nodes as [(typeof farm.nodes)[0], (typeof farm.nodes)[0]]
    one.run(period, ran(1n, 1n))
    one.isAwake = false
    two.isAwake = false
    farm.passTo(period + 1)
    await farm.blocksUntil(() => farm.usageRecords.open().some((each) => each.period === period), 'asked')
    farm.seal()
    one.isAwake = true
    // What makes it asked at once is that the farm hears of it.
    await farm.blocksUntil(
      () => farm.told('grid.UsageProven').some((each) => each['period'] === period && each['node'] === 1),
      'woken',
    )
    expect(farm.told('grid.UsageMissing').filter((each) => each['period'] === period)).toEqual([])
    farm.passTo(period + 3)
    two.isAwake = false
    await farm.restart()
    await farm.blocksUntil(
      () => farm.told('grid.UsageMissing').some((each) => each['period'] === period && each['node'] === 2),
      'given up',
    )
  })

  it('does not count where it was not agreed, is not signed, or is more than there is', async () => {
    const farm = await startAgreed()
    const period = farm.period()
    const [one, two] = farm.nodes as [(typeof farm.nodes)[0], (typeof farm.nodes)[0]]
    one.run(
      period,
      ran(1n, 1n),
      ran(9n, 1n),
      ran(1n, 9n),
      { ...ran(1n, 2n), hash: hashOfDeployment(7n) },
      ran(2n, 1n, { ...smallFor(DAY), mru: 16n * GIB * BigInt(DAY) }),
      ran(1n, 1n, smallFor(60)),
    )
    two.run(period, ran(1n, 3n), ran(1n, 4n))
    two.forge = (statement) =>
      statement['deployment'] === '3'
        ? { ...statement, used: { ...(statement['used'] as object), nru: '1' } }
        : statement
    farm.passTo(period + 1)
    await farm.blocksUntil(() => farm.told('grid.PeriodProven').some((each) => each['period'] === period), 'proven')
    const disputed = farm
      .told('grid.UsageDisputed')
      .map(({ node, agreement, deployment, reason }) => [`${node}: ${agreement}/${deployment}`, reason])
    expect(Object.fromEntries(disputed)).toEqual({
      '1: 9/1': 'no-agreement',
      '1: 1/9': 'no-deployment',
      '1: 1/2': 'other-hash',
      '1: 2/1': 'beyond-capacity',
      '1: 1/1': 'stated-twice',
      '2: 1/3': 'bad-signature',
    })
    const { usages } = farm.usageRecords.gather({ first: period, last: period, agreement: null })
    expect(usages.map(({ node, agreement, deployment }) => `${node}: ${agreement}/${deployment}`)).toEqual([
      '1: 1/1',
      '2: 1/4',
    ])
    // Evidence is kept, whatever it is of; what nobody has signed is none.
    expect(farm.usageRecords.statements({ period, node: 1 })).toHaveLength(5)
    expect(farm.usageRecords.statements({ period, node: 2 })).toHaveLength(1)
  })
})

describe('what runs under an agreement by a contract', () => {
  it('is held against the contract where nobody has noted the deployment', async () => {
    const farm = await startAgreed()
    const deploy = (who: typeof farm.bob, deployment: bigint, node_id: number) =>
      farm.send(
        who,
        smartContract('create_node_contract', {
          node_id,
          deployment_hash: new TextEncoder().encode(hashOfDeployment(deployment)),
          deployment_data: new Uint8Array(),
          public_ips: 0,
          solution_provider_id: undefined,
        }),
      )
    for (let id = 1n; id <= 4n; id += 1n) deploy(farm.bob, id, 2)
    deploy(farm.bob, 5n, 1)
    deploy(farm.charlie, 6n, 1)
    deploy(farm.bob, 7n, 2)
    deploy(farm.bob, 9n, 1)
    const period = farm.period()
    farm.nodes[0]!.run(period, ran(1n, 5n), ran(1n, 6n), ran(1n, 7n), ran(1n, 8n), ran(1n, 99n))
    farm.passTo(period + 1)
    await farm.blocksUntil(() => farm.told('grid.PeriodProven').some((each) => each['period'] === period), 'proven')
    expect(
      Object.fromEntries(farm.told('grid.UsageDisputed').map(({ deployment, reason }) => [String(deployment), reason])),
    ).toEqual({ 6: 'other-consumer', 7: 'other-node', 8: 'other-hash', 99: 'no-deployment' })
    expect(farm.usageRecords.gather({ first: period, last: period, agreement: null }).usages).toMatchObject([
      { agreement: 1n, deployment: 5n },
    ])
  })
})

describe('what has run under an agreement by a contract that has ended since', () => {
  it('counts for the day of its end, and no later', async () => {
    const farm = await startAgreed()
    await farm.blocksUntil(() => farm.told('chain.CaughtUp').length > 0, 'caught up')
    for (let id = 1n; id <= 5n; id += 1n) farm.send(farm.bob, smartContract('create_node_contract', contractOf(id)))
    const period = farm.period()
    const known = (of: number) => farm.usageRecords.contractIn(5n, of) !== undefined
    await farm.blocksUntil(() => known(period), 'it is known')
    farm.send(farm.bob, smartContract('cancel_contract', { contract_id: 5n }))
    await farm.blocksUntil(() => !known(period + 1), 'its end is known')
    for (const each of [period, period + 1]) farm.nodes[0]!.run(each, ran(1n, 5n))
    const disputes = () => farm.told('grid.UsageDisputed').map((each) => [each['period'], each['reason']])
    const proven = (of: number) => farm.told('grid.PeriodProven').some((each) => each['period'] === of)
    farm.passTo(period + 1)
    await farm.blocksUntil(() => proven(period), 'proven')
    expect(disputes()).toEqual([])
    // Also by one that was not there when it ended.
    await farm.restart()
    farm.passTo(period + 2)
    await farm.blocksUntil(() => proven(period + 1), 'proven')
    expect(disputes()).toEqual([[period + 1, 'no-deployment']])
    expect(farm.usageRecords.gather({ first: period, last: period, agreement: null }).usages).toMatchObject([
      { agreement: 1n, deployment: 5n },
    ])
  })
})

describe('what runs under contracts', () => {
  it('is held against the hash, the node and the owner that the chain has', async () => {
    const farm = await startFarmOnDevnet({ mode: 'contracts', proof: { every: 600 } })
    const { alice, bob, charlie } = farm
    const deploy = (who: typeof bob, deployment: bigint, node_id: number) =>
      farm.send(
        who,
        smartContract('create_node_contract', {
          node_id,
          deployment_hash: new TextEncoder().encode(hashOfDeployment(deployment)),
          deployment_data: new Uint8Array(),
          public_ips: 0,
          solution_provider_id: undefined,
        }),
      )
    const service = { service_contract_id: 1n }
    farm.send(
      bob,
      smartContract('service_contract_create', { service_account: alice.account, consumer_account: bob.account }),
    )
    farm.send(bob, smartContract('service_contract_set_metadata', { ...service, metadata: new Uint8Array([1]) }))
    farm.send(alice, smartContract('service_contract_set_fees', { ...service, base_fee: 10n, variable_fee: 1_000n }))
    for (const who of [bob, alice]) farm.send(who, smartContract('service_contract_approve', service))
    deploy(bob, 1n, 1)
    deploy(bob, 2n, 2)
    deploy(charlie, 3n, 1)
    deploy(bob, 9n, 1)
    await farm.start()
    const period = farm.period(600)
    const used = smallFor(600)
    farm.nodes[0]!.run(period, ...[1n, 2n, 3n, 4n, 5n].map((deployment) => ({ agreement: 1n, deployment, used })))
    farm.nodes[0]!.run(period, { agreement: 2n, deployment: 1n, used })
    farm.passTo(period + 1, 600)
    await farm.blocksUntil(() => farm.told('grid.PeriodProven').some((each) => each['period'] === period), 'proven')
    const disputed = farm
      .told('grid.UsageDisputed')
      .map(({ agreement, deployment, reason }) => [`${agreement}/${deployment}`, reason])
    expect(Object.fromEntries(disputed)).toEqual({
      '1/2': 'other-node',
      '1/3': 'other-consumer',
      '1/4': 'other-hash',
      '1/5': 'no-deployment',
      '2/1': 'no-agreement',
    })
    expect(farm.usageRecords.gather({ first: period, last: period, agreement: null }).usages).toMatchObject([
      { node: 1, agreement: 1n, deployment: 1n },
    ])
  })
})
