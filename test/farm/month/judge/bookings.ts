import { smartContractStorage as contracts } from '../../../../src/devnet/runtime/pallets/smart-contract/index.ts'
import { tfgridStorage } from '../../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import type { MonthChain } from '../chain.ts'
import { LENT, NODE_HAS, NODE_NEEDS } from '../genesis.ts'
import type { Wanted } from '../users.ts'
import type { World } from '../world.ts'

const GIB = 2 ** 30
/** So long a node is kept for whoever was told of it. */
const CLAIMED_FOR = 30 * 60_000

/** What was promised to somebody, and what became of it. Times are milliseconds. */
export interface Booking {
  readonly node: number
  readonly twinId: number
  readonly wants: Wanted
  readonly answeredAt: number
  contract: number | undefined
  deployedAt: number | undefined
  endedAt: number | undefined
}

/** What a node can give, in the words of `Wanted`. */
const ROOM: Wanted = {
  cru: Number(NODE_HAS.cru) * LENT,
  mru: (Number(NODE_HAS.mru) - NODE_NEEDS.mru) / GIB,
  sru: (Number(NODE_HAS.sru) - NODE_NEEDS.sru) / GIB,
  hru: (Number(NODE_HAS.hru) - NODE_NEEDS.hru) / GIB,
}
const KINDS = ['cru', 'mru', 'sru', 'hru'] as const

/** Whether any node is promised twice, or told to go down under somebody. */
export function createBookings(world: World, chain: MonthChain, nodes: number) {
  const all: Booking[] = []
  const open = new Map<number, Set<Booking>>()
  const wrong = {
    overbooked: [] as string[],
    noRoom: [] as string[],
    refused: [] as string[],
    shutDown: [] as string[],
  }
  const at = () => new Date(world.now()).toISOString()
  const isFresh = ({ answeredAt }: Booking) => world.now() < answeredAt + CLAIMED_FOR

  function checkRoom(node: number): void {
    const counted = [...(open.get(node) ?? [])].filter((each) => each.deployedAt !== undefined || isFresh(each))
    for (const kind of KINDS) {
      const sum = counted.reduce((total, { wants }) => total + wants[kind], 0)
      if (sum > ROOM[kind]) wrong.overbooked.push(`${at()} node ${node}: ${kind} ${sum} of ${ROOM[kind]}`)
    }
  }

  function close(booking: Booking): void {
    booking.endedAt = world.now()
    open.get(booking.node)?.delete(booking)
  }

  /** Nobody is on a node that is told to go down, or may come to it. */
  function checkPower(): void {
    const state = chain.state()
    for (let node = 1; node <= nodes; node += 1) {
      if (tfgridStorage.NodePower.get(state, node).target.type !== 'Down') continue
      const active = contracts.ActiveNodeContracts.get(state, node)
      const fresh = [...(open.get(node) ?? [])].filter((each) => each.deployedAt === undefined && isFresh(each))
      if (active.length > 0) wrong.shutDown.push(`${at()} node ${node}: contracts ${active.join(', ')}`)
      if (fresh.length > 0) wrong.shutDown.push(`${at()} node ${node}: promised to ${fresh[0]!.twinId}`)
    }
  }

  chain.chain.onFinalized.add(() => {
    checkPower()
    for (const node of open.keys()) checkRoom(node)
  })

  return {
    all: all as readonly Booking[],
    wrong,
    answered(node: number, twinId: number, wants: Wanted): Booking {
      const booking: Booking = {
        node,
        twinId,
        wants,
        answeredAt: world.now(),
        contract: undefined,
        deployedAt: undefined,
        endedAt: undefined,
      }
      all.push(booking)
      open.set(node, (open.get(node) ?? new Set()).add(booking))
      checkRoom(node)
      checkPower()
      return booking
    },
    deployed(booking: Booking, contract: number): void {
      booking.contract = contract
      booking.deployedAt = world.now()
      checkRoom(booking.node)
    },
    /** The chain has it as no node that is up: it was promised as one. */
    refusedByChain(booking: Booking): void {
      wrong.refused.push(`${at()} node ${booking.node}: the chain takes no contract`)
      close(booking)
    },
    refusedByNode(booking: Booking, code: string): void {
      if (code === 'no-room') wrong.noRoom.push(`${at()} node ${booking.node}`)
    },
    ended: close,
  }
}

export type Bookings = ReturnType<typeof createBookings>
