import type { Hono } from 'hono'
import { encodeAddress } from '#polkadot'
import { DescribeProvider, type ProviderDescription } from '../../provider-state/events.ts'
import type { Api } from '../api.ts'
import { json } from '../json.ts'
import { VERSION } from '../version.ts'

/** Alive, whatever the chain does. */
const HEALTH = { status: 'healthy', version: VERSION }

/** Amounts in planck, as digits: they outgrow a number. */
const registration = ({ at, multiaddr, publicKey, stake, committedBytes, deregisterAt }: ProviderDescription) => ({
  at,
  multiaddr,
  public_key: publicKey,
  stake: stake === null ? null : String(stake),
  committed_bytes: committedBytes,
  deregister_at: deregisterAt,
})

/** Who this provider is, and what it has. */
export function providerRoutes(app: Hono, api: Api): void {
  const { store, attestor, ask } = api
  const provider_id = encodeAddress(attestor.provider, 42)

  app.get('/health', (c) => json(c, HEALTH))

  app.get('/info', async (c) => {
    const outcome = await ask(DescribeProvider, null, { deadline: '5s' })
    const known = outcome.ok ? outcome.value : null
    return json(c, {
      ...HEALTH,
      provider_id,
      provider_account: attestor.provider,
      provider_registration_info: known?.isRegistered === true ? registration(known) : null,
      readiness: {
        signing_configured: true,
        // Terms are agreed on the chain: there is no counter for those that a provider signs.
        nonce_counter_ready: false,
        provider_info_loaded: known !== null,
        deregistering: (known?.deregisterAt ?? null) !== null,
      },
    })
  })

  app.get('/stats', async (c) => {
    const buckets = await store.buckets()
    return json(c, {
      provider_id,
      total_buckets: buckets.length,
      total_nodes: buckets.reduce((sum, { nodeCount }) => sum + nodeCount, 0n),
      total_bytes: buckets.reduce((sum, { bytesStored }) => sum + bytesStored, 0n),
      buckets: buckets.map(({ bucketId, leafCount, nodeCount, bytesStored }) => ({
        bucket_id: bucketId,
        leaf_count: leafCount,
        node_count: nodeCount,
        bytes_stored: bytesStored,
      })),
    })
  })
}
