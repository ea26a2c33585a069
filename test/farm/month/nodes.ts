import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { USAGE_RECORD } from '../../../src/grid/evidence/statement.ts'
import { composeGridNode } from '../../../src/node/grid/node.ts'
import { ENDPOINT, type MonthChain } from './chain.ts'
import { type Ether, SILENT } from './ether.ts'
import { NODE_NEEDS, type People } from './genesis.ts'
import type { Lan } from './lan.ts'
import { IN_SLOTS } from './pace.ts'
import type { Life, World } from './world.ts'

/** What a node has signed about its use, and when. */
export interface Signed {
  readonly node: number
  readonly at: number
  readonly bytes: Uint8Array
}

interface Surroundings {
  readonly world: World
  readonly chain: MonthChain
  readonly ether: Ether
  readonly lan: Lan
  readonly people: People
  readonly seed: number
}

/** Each node of the farm with an agent of its own. */
export async function startNodes(
  { world, chain, ether, lan, people, seed }: Surroundings,
  onSigned: (signed: Signed) => void,
): Promise<Life[]> {
  const lives: Life[] = []
  for (const [index, { account }] of people.nodes.entries()) {
    const node = index + 1
    const life = world.live()
    const signer = await createLocalSigner(account.uri, 'ed25519')
    const system = composeGridNode(
      {
        chain: [ENDPOINT],
        config: {
          system: NODE_NEEDS,
          auditors: [people.auditor.twinId],
          bootTime: 120,
          countEvery: 900,
        },
        actors: IN_SLOTS,
      },
      {
        signer: {
          ...signer,
          async attest(bytes, options) {
            if (life.isAlive && options?.form === USAGE_RECORD) onSigned({ node, at: world.now(), bytes })
            return signer.attest(bytes, options)
          },
        },
        connect: ether.connectOf(life),
        network: lan.of(life),
        version: '1.0.0',
      },
      { clock: life.clock, seed: seed * 1_000 + node, log: SILENT, openSession: chain.openSession(life) },
    )
    system.start().catch((error: unknown) => world.fail(error))
    lives.push(life)
  }
  return lives
}
