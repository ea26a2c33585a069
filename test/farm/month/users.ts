import { smartContractStorage as contracts } from '../../../src/devnet/runtime/pallets/smart-contract/index.ts'
import { challengeHash } from '../../../src/grid/agent/deployments/challenge.ts'
import { deployment as deploymentSchema } from '../../../src/grid/agent/deployments/deployment.ts'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import type { Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import type { Random } from '../../../src/kernel/index.ts'
import { smartContract } from '../../devnet/calls.ts'
import type { MonthChain } from './chain.ts'
import type { Ether } from './ether.ts'
import { FARM, type People, type Twin } from './genesis.ts'
import type { Bookings } from './judge/bookings.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Sizes in GiB. */
export interface Wanted {
  readonly cru: number
  readonly mru: number
  readonly sru: number
  readonly hru: number
}

export interface UsersOptions {
  readonly world: World
  readonly chain: MonthChain
  readonly ether: Ether
  readonly people: People
  readonly random: Random
  readonly bookings: Bookings
  /** Nobody wants anything more from then on. */
  readonly until: number
}

/** Deployments for each node of the farm that there are at a time, and how long one stays. */
const PER_NODE = 1.2
const STAYS = 30 * HOUR
/** Of ten who are given a node one never comes. */
const NEVER_COME = 0.1
const TRIES = 4
/** A node that does not answer by then is dead. */
const ANSWERS_WITHIN = 2 * MINUTE
const FARMERS = { session: `farmerbot-${FARM}` }

const draw = (random: Random, least: number, most: number) => least + Math.floor(random() * (most - least + 1))
/** Of an event that comes at any time alike. */
const waitOf = (random: Random, mean: number) => -mean * Math.log(1 - random())

/** Users who want nodes, deploy on them, and leave. */
export function startUsers({ world, chain, ether, people, random, bookings, until }: UsersOptions) {
  const counts = { asked: 0, answered: 0, deployed: 0, left: 0, abandoned: 0 }
  const refusals = new Map<string, number>()
  let orders = 0
  const note = (code: string) => refusals.set(code, (refusals.get(code) ?? 0) + 1)

  const wanted = (): Wanted => ({
    cru: draw(random, 1, 4),
    mru: draw(random, 2, 12),
    sru: draw(random, 10, 200),
    hru: random() < 0.3 ? draw(random, 50, 400) : 0,
  })

  const within = (milliseconds: number) => {
    const controller = new AbortController()
    world.clock.setTimeout(() => controller.abort(new Error('silent')), milliseconds)
    return controller.signal
  }

  async function ask(endpoint: Endpoint, twinId: number, command: string, payload: unknown, patience: number, to = {}) {
    try {
      return { answer: await endpoint.ask(twinId, command, payload, { ...to, signal: within(patience) }), code: 'ok' }
    } catch (error) {
      return { answer: undefined, code: String((error as { code?: unknown }).code ?? 'silent') }
    }
  }

  async function findNode(endpoint: Endpoint, wants: Wanted): Promise<number | undefined> {
    counts.asked += 1
    const command = 'farmerbot.nodemanager.findnode'
    const { answer, code } = await ask(endpoint, people.farmer.twinId, command, wants, 50 * MINUTE, FARMERS)
    if (code === 'ok') counts.answered += 1
    else note(code)
    return answer as number | undefined
  }

  /** The contract for it, once the chain has it. */
  async function contractFor({ account }: Twin, node: number, hash: string): Promise<number> {
    const deployment_hash = Buffer.from(hash, 'latin1')
    await chain.send(
      account,
      smartContract('create_node_contract', {
        node_id: node,
        deployment_hash,
        deployment_data: new Uint8Array(),
        public_ips: 0,
        solution_provider_id: undefined,
      }),
    )
    return Number(contracts.ContractIDByNodeIDAndHash.get(chain.state(), node, deployment_hash))
  }

  async function deploy(endpoint: Endpoint, node: number, contract: number, described: object): Promise<string> {
    const { twinId } = people.nodes[node - 1]!
    for (let tries = 1; ; tries += 1) {
      const payload = { ...described, contract_id: contract }
      const { code } = await ask(endpoint, twinId, 'zos.deployment.deploy', payload, ANSWERS_WITHIN)
      if (code === 'ok' || code === 'no-room' || tries === TRIES) return code
      await world.sleep(MINUTE)
    }
  }

  async function order(user: Twin, endpoint: Endpoint): Promise<void> {
    const [wants, stays, comes] = [wanted(), 2 * HOUR + waitOf(random, STAYS), random() >= NEVER_COME]
    orders += 1
    const described = describe(user.twinId, `order-${orders}`, wants)
    const hash = challengeHash(deploymentSchema.parse({ ...described, contract_id: 1 }))
    for (let tries = 1; tries <= TRIES && world.now() < until; tries += 1) {
      const node = await findNode(endpoint, wants)
      if (node === undefined) {
        await world.sleep((10 + random() * 20) * MINUTE)
        continue
      }
      const booking = bookings.answered(node, user.twinId, wants)
      if (!comes) {
        counts.abandoned += 1
        return
      }
      const contract = await contractFor(user, node, hash)
      if (contract === 0) {
        bookings.refusedByChain(booking)
        continue
      }
      const code = await deploy(endpoint, node, contract, described)
      if (code === 'ok') {
        counts.deployed += 1
        bookings.deployed(booking, contract)
        await world.sleep(stays)
      } else {
        note(`deploy: ${code}`)
        bookings.refusedByNode(booking, code)
      }
      await chain.send(user.account, smartContract('cancel_contract', { contract_id: BigInt(contract) }))
      bookings.ended(booking)
      if (code !== 'ok') continue
      counts.left += 1
      return
    }
  }

  async function live(user: Twin): Promise<void> {
    const endpoint = await ether.join(user.account, user.twinId)
    const between = (STAYS * people.users.length) / (PER_NODE * people.nodes.length)
    for (;;) {
      await world.sleep(waitOf(random, between))
      if (world.now() >= until) return
      order(user, endpoint).catch((error: unknown) => world.fail(error))
    }
  }

  for (const user of people.users) live(user).catch((error: unknown) => world.fail(error))
  return { counts, refusals }
}

/** In the words of the protocol. */
function describe(twinId: number, name: string, { cru, mru, sru, hru }: Wanted) {
  const machine = {
    version: 0,
    name,
    type: 'zmachine',
    data: { flist: '', network: {}, size: sru * GIB, compute_capacity: { cpu: cru, memory: mru * GIB } },
  }
  const data = { size: hru * GIB, mode: 'user', password: '', public: false }
  return {
    version: 0,
    twin_id: twinId,
    metadata: '',
    description: name,
    expiration: 0,
    signature_requirement: { requests: [], weight_required: 1, signature_style: '' },
    workloads: [machine, ...(hru > 0 ? [{ version: 0, name: `${name}-disk`, type: 'zdb', data }] : [])],
  }
}
