import { createConnector } from '../../../src/chain/follower/connect.ts'
import { draftExtrinsic } from '../../../src/chain/signing/draft.ts'
import type { SigningPayload } from '../../../src/chain/signing/signer.ts'
import { buildCall } from '../../../src/chain/transactions/build-call.ts'
import type { Call } from '../../../src/chain/transactions/events.ts'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { createSystemClock } from '../../../src/kernel/index.ts'

/** @param bytes of the remark; a signature covers about 90 more */
export const remark = (bytes: number): Call => ({
  pallet: 'System',
  name: 'remark_with_event',
  args: [`0x${'ab'.repeat(bytes)}`],
})

/** A development chain of its own, and payloads as the node makes them for it. */
export async function usePayloads() {
  await accountsReady()
  const devnet: Devnet = await startDevnet({ port: 0 }, { runtime: createRuntime(development()) })
  for (let made = 0; made < 3; made += 1) devnet.seal()
  const connection = await createConnector(createSystemClock()).connect(devnet.url, {
    genesis: undefined,
    archive: undefined,
  })
  const { session, runtime, genesisHash } = connection

  async function draft(call: Call, { account, nonce = 0, period = 16 }: PayloadOptions) {
    const blockHash = (await session.request('chain_getFinalizedHead', [])) as string
    const { number } = (await session.request('chain_getHeader', [blockHash])) as { number: string }
    return draftExtrinsic(runtime, buildCall(runtime.api, call), {
      account,
      genesisHash,
      nonce,
      tip: 0n,
      mortality: { current: Number(number), blockHash, period },
    })
  }

  return {
    devnet,
    connection,
    genesisHash,
    draft,
    payload: async (call: Call, options: PayloadOptions): Promise<SigningPayload> =>
      (await draft(call, options)).payload,
    metadata: async () => (await session.request('state_getMetadata', [])) as string,
    async stop() {
      session.close('test over')
      await devnet.stop()
    },
  }
}

export interface PayloadOptions {
  readonly account: string
  readonly nonce?: number
  readonly period?: number
}

export type Payloads = Awaited<ReturnType<typeof usePayloads>>
