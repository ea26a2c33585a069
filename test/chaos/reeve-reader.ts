/** The node's follower. Arguments: genesis, endpoints. */
import { BlockFinalized } from '../../src/chain/follower/events.ts'
import { defineUnit, type PayloadOf } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'

const [genesis, ...endpoints] = process.argv.slice(2)

const writer = defineUnit({
  name: 'writer',
  consumes: [BlockFinalized],
  handlers: {
    'chain.BlockFinalized': ({ number, hash }: PayloadOf<typeof BlockFinalized>) =>
      void process.stdout.write(`${number} ${hash}\n`),
  },
})

const system = composeNode({
  chain: { endpoints, genesis },
  actors: {
    writer: { use: writer },
    'chain-follower': { config: { stallAfter: 300, backoff: { min: 5, max: 50 } } },
  },
})
await system.start()
