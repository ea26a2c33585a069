import type { Signer } from '../../chain/signing/signer.ts'
import type { Clock, TaskContext } from '../../kernel/index.ts'
import { readGenesis, readTwinId } from '../chain-state.ts'
import { twinsAsked } from '../twins/asked.ts'
import { createEndpoint, type Endpoint } from './endpoint/endpoint.ts'
import type { Commands } from './endpoint/serving.ts'
import type { Identity } from './envelope/seal.ts'
import { MessageError } from './errors.ts'
import type { OpenTransport } from './transport.ts'

/** How a twin reaches the grid. */
export type Connect = (identity: Identity, ctx: Pick<TaskContext, 'log' | 'random'>) => OpenTransport

export interface JoinPorts {
  /** Of the twin's account. */
  readonly signer: Signer
  readonly clock: Clock
  readonly connect: Connect
}

/** The twin of our account. @throws MessageError `unknown-twin`, ReadFailed */
export async function ownTwin(ctx: Pick<TaskContext, 'ask'>, { signer }: JoinPorts): Promise<number> {
  const twinId = await readTwinId(ctx, signer.account)
  if (twinId === null) throw new MessageError('unknown-twin', `the account ${signer.account} has no twin`)
  return twinId
}

export interface Joining {
  readonly twinId: number
  readonly session: string
  readonly commands: Commands
}

/** Comes on the grid as one address of our twin. What the task asks for is asked until the endpoint is closed. @throws ReadFailed */
export async function join(
  ctx: Pick<TaskContext, 'ask' | 'log' | 'random'>,
  { signer, clock, connect }: JoinPorts,
  { twinId, session, commands }: Joining,
): Promise<Endpoint> {
  const identity: Identity = { address: { twinId, session }, signer, network: await readGenesis(ctx) }
  const { log } = ctx
  return createEndpoint({ identity, open: connect(identity, ctx), twins: twinsAsked(ctx), commands, clock, log })
}
