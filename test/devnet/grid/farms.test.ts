import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { sudo, tfgrid } from '../calls.ts'
import { createGridStage, GIB, type GridStage, RESOURCES, text } from './stage.ts'

let stage: GridStage
beforeAll(accountsReady)
beforeEach(() => {
  stage = createGridStage()
})

const module = (name: string) => `tfgridModule.${name}`
const twin = (who: DevAccount, relay?: string) =>
  stage.outcome(who, tfgrid('create_twin', { relay: relay === undefined ? undefined : text(relay), pk: undefined }))
const accept = (who: DevAccount, link = 'https://localhost/terms', hash = 'abc') =>
  stage.outcome(who, tfgrid('user_accept_tc', { document_link: text(link), document_hash: text(hash) }))

describe('a twin', () => {
  it('is made once the terms are accepted, and once', () => {
    const { dave } = stage.accounts
    expect(twin(dave)).toBe(module('UserDidNotSignTermsAndConditions'))
    expect(accept(dave, 'not a link')).toBe(module('InvalidDocumentLinkInput'))
    expect(accept(dave, 'https://localhost', 'a b')).toBe(module('InvalidDocumentHashInput'))
    expect(accept(dave)).toBeUndefined()
    expect(twin(dave)).toBeUndefined()
    expect(twin(dave)).toBe(module('TwinWithPubkeyExists'))
    expect(stage.grid.TwinIdByAccountID.get(stage.storage, dave.account)).toBe(6)
  })

  it('is reached at a name of parts between single dots', () => {
    const { dave } = stage.accounts
    accept(dave)
    for (const relay of ['', '.a', 'a.', 'a..b', 'a b']) expect(twin(dave, relay)).toBe(module('InvalidRelayAddress'))
    expect(twin(dave, 'relay.localhost')).toBeUndefined()
    const update = (relay: string) =>
      stage.outcome(dave, tfgrid('update_twin', { relay: text(relay), pk: text('key') }))
    expect([update('a.'), update('b')]).toEqual([module('InvalidRelayAddress'), undefined])
    expect(stage.grid.Twins.get(stage.storage, 6)).toMatchObject({ relay: text('b'), pk: text('key') })
  })

  it('is not bonded to itself', () => {
    const { bob, dave } = stage.accounts
    const bond = (who: DevAccount) => stage.outcome(who, tfgrid('bond_twin_account', { twin_id: 2 }))
    expect([bond(bob), bond(dave)]).toEqual([module('TwinCannotBoundToItself'), undefined])
  })
})

describe('a farm', () => {
  const create = (who: DevAccount, name: string, ips: Array<[string, string]> = []) =>
    stage.outcome(
      who,
      tfgrid('create_farm', { name: text(name), public_ips: ips.map(([ip, gw]) => ({ ip: text(ip), gw: text(gw) })) }),
    )

  it('has a name of its own', () => {
    const { bob, dave } = stage.accounts
    expect(create(dave, 'farm-2')).toBe(module('TwinNotExists'))
    expect([create(bob, 'ab'), create(bob, 'a b c'), create(bob, 'farm-1')]).toEqual(
      ['FarmNameTooShort', 'InvalidFarmName', 'FarmExists'].map(module),
    )
    expect(create(bob, 'farm-2')).toBeUndefined()
    expect(stage.grid.Farms.get(stage.storage, 2)).toMatchObject({ version: 4, twin_id: 2, pricing_policy_id: 1 })
    const rename = (who: DevAccount, name: string) =>
      stage.outcome(who, tfgrid('update_farm', { farm_id: 2, name: text(name) }))
    expect([rename(stage.accounts.alice, 'mine'), rename(bob, 'farm-1'), rename(bob, 'farm-3')]).toEqual([
      module('CannotUpdateFarmWrongTwin'),
      module('InvalidFarmName'),
      undefined,
    ])
    expect(create(bob, 'farm-2')).toBeUndefined()
  })

  it.each([
    ['185.206.122.33/24', '185.206.123.1'],
    ['185.206.122.33/24', '185.206.122.0'],
    ['185.206.122.33', '185.206.122.1'],
    ['185.206.122.33/33', '185.206.122.1'],
    ['192.168.1.2/24', '192.168.1.1'],
    ['224.0.0.5/24', '224.0.0.1'],
    ['127.0.0.2/8', '127.0.0.1'],
    ['185.206.122.333/24', '185.206.122.1'],
  ])('has public addresses: not %s by %s', (ip, gw) => {
    expect(create(stage.accounts.bob, 'farm-2', [[ip, gw]])).toBe(module('InvalidPublicIP'))
  })

  it('has each address once, and takes away those in no use', () => {
    const { alice, bob } = stage.accounts
    const [ip, gw] = [text('185.206.122.40/24'), text('185.206.122.1')]
    const add = (who: DevAccount) => stage.outcome(who, tfgrid('add_farm_ip', { farm_id: 1, ip, gw }))
    const remove = () => stage.outcome(alice, tfgrid('remove_farm_ip', { farm_id: 1, ip }))
    expect([add(bob), add(alice), add(alice)]).toEqual([
      module('CannotUpdateFarmWrongTwin'),
      undefined,
      module('IpExists'),
    ])
    expect([remove(), remove()]).toEqual([undefined, module('IpNotExists')])
    expect(
      create(bob, 'farm-2', [
        ['185.206.122.40/24', '185.206.122.1'],
        ['185.206.122.40/24', '185.206.122.1'],
      ]),
    ).toBe(module('IpExists'))
  })

  it('is certified by the council', () => {
    const call = tfgrid('set_farm_certification', { farm_id: 1, certification: { type: 'Gold' } })
    expect(stage.outcome(stage.accounts.bob, sudo(call))).toBe('sudo.RequireSudo')
    expect(stage.decree(call)).toBeUndefined()
    expect(stage.grid.Farms.get(stage.storage, 1)?.certification.type).toBe('Gold')
  })
})

describe('a node', () => {
  const LOCATION = { city: text('Ghent'), country: text('Belgium'), latitude: text('51.05'), longitude: text('3.71') }
  const DESCRIBED = {
    farm_id: 1,
    resources: RESOURCES,
    location: LOCATION,
    interfaces: [{ name: text('zos'), mac: text('aa:bb:cc:dd:ee:ff'), ips: [text('10.0.0.5')] }],
    secure_boot: false,
    virtualized: false,
    serial_number: undefined,
  }
  const create = (change: Partial<typeof DESCRIBED> = {}) =>
    stage.outcome(stage.accounts.bob, tfgrid('create_node', { ...DESCRIBED, ...change }))

  it('is registered by its own twin, one each', () => {
    expect(create({ farm_id: 7 })).toBe(module('FarmNotExists'))
    expect(stage.outcome(stage.accounts.dave, tfgrid('create_node', DESCRIBED))).toBe(module('TwinNotExists'))
    expect([create(), create()]).toEqual([undefined, module('NodeWithTwinIdExists')])
    expect(stage.grid.Nodes.get(stage.storage, 3)).toMatchObject({
      version: 5,
      farm_id: 1,
      twin_id: 2,
      created: 18n,
      farming_policy_id: 1,
      certification: { type: 'Diy' },
      connection_price: 80,
    })
    expect(stage.grid.NodesByFarmID.get(stage.storage, 1)).toEqual([1, 2, 3])
  })

  it('has enough of everything, a place, and interfaces', () => {
    const less = (change: Partial<typeof RESOURCES>) => create({ resources: { ...RESOURCES, ...change } })
    expect([less({ sru: 100n * GIB - 1n }), less({ cru: 0n }), less({ mru: 2n * GIB - 1n })]).toEqual(
      ['InvalidSRUInput', 'InvalidCRUInput', 'InvalidMRUInput'].map(module),
    )
    const at = (change: Partial<typeof LOCATION>) => create({ location: { ...LOCATION, ...change } })
    expect([at({ latitude: text('90.1') }), at({ longitude: text('east') }), at({ country: text('B') })]).toEqual(
      ['InvalidLatitudeInput', 'InvalidLongitudeInput', 'CountryNameTooShort'].map(module),
    )
    const by = (change: object) => create({ interfaces: [{ ...DESCRIBED.interfaces[0]!, ...change }] })
    expect([
      by({ mac: text('aa:bb:cc:dd:ee:fg') }),
      by({ ips: [text('10.0.0.256')] }),
      by({ name: text('Zos') }),
    ]).toEqual(['InvalidMacAddress', 'InvalidInterfaceIP', 'InvalidInterfaceName'].map(module))
    expect(less({ hru: 0n })).toBeUndefined()
  })

  it('says again what it is, for nothing, and is certified until it is another', () => {
    const { bob, node1 } = stage.accounts
    const certify = tfgrid('set_node_certification', { node_id: 1, node_certification: { type: 'Certified' } })
    expect(stage.outcome(bob, certify)).toBe(module('NotAllowedToCertifyNode'))
    expect(stage.decree(tfgrid('add_node_certifier', { certifier: bob.account }))).toBeUndefined()
    expect(stage.outcome(bob, certify)).toBeUndefined()
    const certification = () => stage.grid.Nodes.get(stage.storage, 1)
    expect(certification()).toMatchObject({ certification: { type: 'Certified' }, farming_policy_id: 2 })
    const update = (who: DevAccount, cru: bigint) =>
      stage.outcome(who, tfgrid('update_node', { node_id: 1, ...DESCRIBED, resources: { ...RESOURCES, cru } }))
    const before = stage.free(node1)
    expect([update(bob, 8n), update(node1, 8n)]).toEqual([module('NodeUpdateNotAuthorized'), undefined])
    expect(certification()?.certification.type).toBe('Certified')
    expect(update(node1, 7n)).toBeUndefined()
    expect(certification()?.certification.type).toBe('Diy')
    expect(stage.free(node1)).toBe(before)
    const remove = () => stage.decree(tfgrid('remove_node_certifier', { certifier: bob.account }))
    expect([remove(), remove()]).toEqual([undefined, module('NotCertifier')])
    expect(stage.outcome(bob, certify)).toBe(module('NotAllowedToCertifyNode'))
  })

  it('is given addresses of its own by its farmer', () => {
    const { alice, bob } = stage.accounts
    const config = (who: DevAccount, change: object = {}) =>
      stage.outcome(
        who,
        tfgrid('add_node_public_config', {
          farm_id: 1,
          node_id: 1,
          public_config: {
            ip4: { ip: text('185.206.122.50/24'), gw: text('185.206.122.1') },
            ip6: { ip: text('2a10:b600:1::cc4:7a30:65b5/64'), gw: text('2a10:b600:1::1') },
            domain: text('node.example.org'),
            ...change,
          },
        }),
      )
    expect(config(bob)).toBe(module('CannotUpdateFarmWrongTwin'))
    for (const wrong of [
      { ip6: { ip: text('2a10:b600:1::5/64'), gw: text('2a10:b600:2::1') } },
      { ip6: { ip: text('fe80::5/64'), gw: text('fe80::1') } },
      { domain: text('a_b') },
    ])
      expect(config(alice, wrong)).toBe(module('InvalidPublicConfig'))
    expect(config(alice)).toBeUndefined()
    expect(stage.grid.Nodes.get(stage.storage, 1)?.public_config?.domain).toEqual(text('node.example.org'))
    expect(
      stage.outcome(alice, tfgrid('add_node_public_config', { farm_id: 1, node_id: 1, public_config: undefined })),
    ).toBeUndefined()
    expect(stage.grid.Nodes.get(stage.storage, 1)?.public_config).toBeUndefined()
  })

  it('takes itself out', () => {
    const { node1, node2 } = stage.accounts
    const remove = (who: DevAccount) => stage.outcome(who, tfgrid('delete_node', { node_id: 1 }))
    expect([remove(node2), remove(node1)]).toEqual([module('NodeUpdateNotAuthorized'), undefined])
    expect(remove(node1)).toBe(module('NodeNotExists'))
    expect(stage.grid.NodesByFarmID.get(stage.storage, 1)).toEqual([2])
  })
})

describe('pricing policies', () => {
  it('are made and changed by the council', () => {
    const policy = (value: number) => ({ value, unit: { type: 'Gigabytes' as const } })
    const terms = (name: string) => ({
      name: text(name),
      su: policy(1),
      cu: policy(2),
      nu: policy(3),
      ipu: policy(4),
      unique_name: policy(5),
      domain_name: policy(6),
      foundation_account: stage.accounts.eve.account,
      certified_sales_account: stage.accounts.ferdie.account,
      discount_for_dedication_nodes: 40,
    })
    expect(stage.outcome(stage.accounts.alice, tfgrid('create_pricing_policy', terms('a')))).toBe('badOrigin')
    expect(stage.decree(tfgrid('create_pricing_policy', terms('a')))).toBeUndefined()
    expect(stage.decree(tfgrid('create_pricing_policy', terms('a')))).toBe(module('PricingPolicyExists'))
    const update = (pricing_policy_id: number, name: string) =>
      stage.decree(tfgrid('update_pricing_policy', { pricing_policy_id, ...terms(name) }))
    expect([update(9, 'b'), update(1, 'a'), update(1, 'b')]).toEqual([
      module('PricingPolicyNotExists'),
      module('PricingPolicyWithDifferentIdExists'),
      undefined,
    ])
    expect(stage.grid.PricingPolicies.get(stage.storage, 1)).toMatchObject({ name: text('b'), cu: policy(2) })
  })
})
