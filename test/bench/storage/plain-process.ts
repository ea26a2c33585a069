/** Answers the challenges of `//Alice` by `@polkadot/api`, with answers it was given. Argument: the chain's address. */
import '@polkadot/api-augment'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import { answer } from '../../child.ts'
import { type Answers, placeOf } from './answers.ts'

interface Challenge {
  readonly mmrRoot: string
  readonly leafIndex: number
  readonly chunkIndex: number
}

interface Created {
  readonly section: string
  readonly method: string
  readonly data: readonly { toJSON(): unknown }[]
}

// Its own types do not agree with each other under exactOptionalPropertyTypes.
const provider = new WsProvider(process.argv[2]) as never
const api = await ApiPromise.create({ provider, noInitWarn: true })
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
let answers: Answers = new Map()
let nonce = (await api.rpc.system.accountNextIndex(alice.address)).toNumber()

/** Reads what the block has created, point by point, and answers it. */
async function respondIn(hash: string): Promise<void> {
  const at = await api.at(hash)
  const records = (await at.query['system']!['events']!()) as unknown as Iterable<{ event: Created }>
  for (const { event } of records) {
    if (event.section !== 'storageProvider' || event.method !== 'ChallengeCreated') continue
    const id = event.data[0]!.toJSON() as { deadline: number; index: number }
    const open = (await at.query['storageProvider']!['challenges']!(id.deadline)).toJSON() as unknown as Challenge[]
    const { mmrRoot, leafIndex, chunkIndex } = open[id.index]!
    const response = answers.get(placeOf(mmrRoot, leafIndex, chunkIndex))
    const call = api.tx['storageProvider']!['respondToChallenge']!(id, response)
    await call.signAndSend(alice, { nonce: nonce++, era: 0 })
  }
}

const methods = {
  async start(given: Answers) {
    answers = given
    await api.rpc.chain.subscribeFinalizedHeads((header) => respondIn(header.hash.toHex()))
  },
}

export type PlainProcess = typeof methods
answer(methods)
