import { describe, expect, it } from 'vitest'
import { isLightClientInstalled } from '../../src/chain/connection/light/package.ts'
import { type ConfigRequest, loadConfig } from '../../src/node/config/load.ts'
import { ConfigError, type ConfigProblem } from '../../src/node/config/problem.ts'
import { loadLightClient } from '../../src/node/light-client.ts'
import { prepareNode } from '../../src/node/prepare.ts'
import { useFolder } from '../folder.ts'

const folder = useFolder()

const RELAY = { id: 'relay', name: 'Relay', bootNodes: ['/dns/relay.example/tcp/1'], genesis: { raw: { top: {} } } }
const PARACHAIN = { ...RELAY, id: 'para', name: 'Para', relay_chain: 'relay', para_id: 1000 }
const BOTH = 'chain: { lightClient: { relaySpec: ./relay.json, parachainSpec: ./para.json } }\n'

const put = (name: string, spec: unknown) => folder.put(name, typeof spec === 'string' ? spec : JSON.stringify(spec))

const load = async (text: string, flags: ConfigRequest['flags'] = {}, env = {}) => {
  await folder.put('reeve.yaml', text)
  return loadConfig({ file: 'reeve.yaml', flags }, { env, cwd: folder.path })
}

const refused = async (...given: Parameters<typeof load>): Promise<readonly ConfigProblem[]> => {
  const error: unknown = await load(...given)
    .then(prepareNode)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  if (error instanceof ConfigError) return error.problems
  throw error ?? new Error('the config was accepted')
}

const EXPECTED = {
  any: 'a chain spec (--chain-spec), or those of a relay chain and a parachain (--chain-relay-spec, --chain-parachain-spec)',
  relay: 'the chain spec of the relay chain (--chain-relay-spec) beside that of the parachain',
  parachain: 'the chain spec of the parachain (--chain-parachain-spec) beside that of its relay chain',
  oneWay: 'either "spec", or "relaySpec" and "parachainSpec"',
}

describe('a light client in the config', () => {
  it('is tried before the endpoints', async () => {
    await put('relay.json', RELAY)
    await put('para.json', PARACHAIN)
    const node = await prepareNode(await load(BOTH, { chain: ['wss://a.example'] }))
    expect(node.chain.endpoints).toEqual(['light:para', 'wss://a.example'])
    expect(node.lightClient?.specs).toEqual({ relay: JSON.stringify(RELAY), chain: JSON.stringify(PARACHAIN) })
    expect(node.lightClient?.warnings).toEqual([])
  })

  it('needs no endpoint beside it', async () => {
    await put('solo.json', RELAY)
    const node = await prepareNode(await load('chain: { lightClient: { spec: ./solo.json } }\n'))
    expect(node.chain.endpoints).toEqual(['light:relay'])
    expect(node.lightClient?.specs).toEqual({ chain: JSON.stringify(RELAY) })
  })

  it('confirms what endpoints say is final, when it is asked to be a witness', async () => {
    await put('solo.json', RELAY)
    const config = (endpoints: string) => `chain: { ${endpoints}lightClient: { as: witness, spec: ./solo.json } }\n`
    const { chain } = await prepareNode(await load(config('endpoints: [ws://a.example], ')))
    expect(chain).toMatchObject({ endpoints: ['ws://a.example'], witnesses: ['light:relay'] })
    expect(await refused(config(''))).toMatchObject([{ field: 'chain.endpoints' }])
  })

  it('is not there when it is switched off, and is switched on by its flag', async () => {
    await put('solo.json', RELAY)
    const text = 'chain: { endpoints: [ws://a.example], lightClient: { enabled: false, spec: ./solo.json } }\n'
    expect((await prepareNode(await load(text))).chain.endpoints).toEqual(['ws://a.example'])
    const on = await prepareNode(await load(text, { chainLightClient: true }))
    expect(on.chain.endpoints).toEqual(['light:relay', 'ws://a.example'])
    const byVariable = await prepareNode(await load(text, {}, { REEVE_CHAIN_LIGHT_CLIENT: 'true' }))
    expect(byVariable.chain.endpoints).toEqual(['light:relay', 'ws://a.example'])
  })

  it('can be told of by flags alone, with files where the command is given', async () => {
    await put('relay.json', RELAY)
    await put('para.json', PARACHAIN)
    const flags = { chainLightClient: true, chainRelaySpec: 'relay.json', chainParachainSpec: 'para.json' }
    const loaded = await loadConfig({ flags }, { env: {}, cwd: folder.path })
    expect((await prepareNode(loaded)).chain.endpoints).toEqual(['light:para'])
  })

  it('is warned of when it has nobody to begin with', async () => {
    await put('relay.json', { ...RELAY, bootNodes: [] })
    await put('para.json', PARACHAIN)
    expect((await prepareNode(await load(BOTH))).lightClient?.warnings).toEqual([
      'the chain spec of relay has no bootnodes: the light client will find no peers',
    ])
  })

  it('takes a relay chain that begins at a checkpoint', async () => {
    await put('relay.json', { ...RELAY, genesis: { stateRootHash: '0x00' }, lightSyncState: {} })
    await put('para.json', { ...PARACHAIN, genesis: { stateRootHash: '0x00' } })
    expect((await prepareNode(await load(BOTH))).chain.endpoints).toEqual(['light:para'])
  })
})

describe('a light client that cannot be had', () => {
  it.each([
    ['no chain spec', { chainLightClient: true }, 'spec', EXPECTED.any],
    ['a parachain without its relay chain', { chainParachainSpec: 'p' }, 'relaySpec', EXPECTED.relay],
    ['a relay chain alone', { chainRelaySpec: 'r' }, 'parachainSpec', EXPECTED.parachain],
    ['one chain and a parachain', { chainSpec: 's', chainParachainSpec: 'p' }, 'spec', EXPECTED.oneWay],
  ])('is told of with the flag that helps: %s', async (_, flags, key, expected) => {
    expect(await refused('', flags)).toMatchObject([{ field: `chain.lightClient.${key}`, expected }])
  })

  it.each([
    ['is not there', undefined, 'cannot be read (ENOENT)'],
    ['is not JSON', 'id: relay\n', 'is not JSON'],
    ['is something else', [1], 'is no chain spec: the whole: Invalid input: expected object, received array'],
    [
      'has a genesis that is not computed',
      { ...RELAY, genesis: { runtimeGenesis: {} } },
      'is not a raw chain spec: its genesis is still to be computed by a runtime',
    ],
    [
      'has nothing to begin at',
      { ...RELAY, genesis: { stateRootHash: '0x00' } },
      'has neither the storage of its genesis nor a checkpoint (lightSyncState)',
    ],
    ['is of a parachain', PARACHAIN, 'is of a parachain of relay'],
  ])('has a chain spec that %s', async (_, spec, message) => {
    if (spec !== undefined) await put('solo.json', spec)
    expect(await refused('chain:\n  lightClient:\n    spec: ./solo.json\n')).toMatchObject([
      { code: 'chain-spec', field: 'chain.lightClient.spec', value: '"./solo.json"', line: 3, message },
    ])
  })

  it.each([
    [
      'another relay chain',
      RELAY,
      { ...PARACHAIN, relay_chain: 'other' },
      'parachainSpec',
      'is of a parachain of other, and "relaySpec" is of relay',
    ],
    ['no relay chain', RELAY, { ...RELAY, id: 'solo' }, 'parachainSpec', 'names no relay chain'],
    [
      'a parachain for the relay chain',
      PARACHAIN,
      { ...PARACHAIN, relay_chain: 'para' },
      'relaySpec',
      'is of a parachain of relay',
    ],
  ])('has a parachain of %s', async (_, relay, parachain, key, message) => {
    await put('relay.json', relay)
    await put('para.json', parachain)
    expect(await refused(BOTH)).toMatchObject([{ code: 'chain-spec', field: `chain.lightClient.${key}`, message }])
  })

  it('names the package that is missing, with the command that installs it, beside what else is wrong', async () => {
    const loading = loadLightClient(await load('chain: { lightClient: { spec: ./nowhere.json } }\n'), () => false)
    await expect(loading).rejects.toMatchObject({
      problems: [
        {
          code: 'no-package',
          field: 'chain.lightClient',
          message: 'needs the package smoldot@3.4.1, which is not installed',
          expected: 'npm install smoldot@3.4.1, or endpoints of full nodes instead',
        },
        { code: 'chain-spec' },
      ],
    })
  })
})

describe('the package of the light client', () => {
  it('is missing when it cannot be resolved', () => {
    const missing = (name: string) => {
      throw new Error(`Cannot find module '${name}'`)
    }
    expect(isLightClientInstalled(missing)).toBe(false)
    expect(isLightClientInstalled()).toBe(true)
  })
})
