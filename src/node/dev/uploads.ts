import type { DevAccount } from '../../devnet/accounts.ts'
import { createSystemClock } from '../../kernel/index.ts'
import { hashOf } from '../../storage/store/hashing.ts'

interface Upload {
  readonly bucketId: bigint
  readonly by: DevAccount
  readonly text: string
}

/** Stores small objects with a provider, as any client would: over its HTTP API, signed by a member of the bucket. */
export interface Uploads {
  /** Begins one; those that still run when the node ends are given up. */
  put(base: string, upload: Upload): void
}

export function createUploads(onError: (error: unknown) => void): Uploads {
  const clock = createSystemClock()

  async function send(
    base: string,
    method: string,
    path: string,
    { bucketId, by }: Upload,
    body: object,
  ): Promise<void> {
    const seconds = Math.floor(clock.now() / 1_000)
    const signature = by.sign(Buffer.from(`web3storage:${method}:${bucketId}:${seconds}`))
    const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Web3Storage ${hex(by.publicKey)}:${hex(signature)}:${seconds}`,
      },
      body: JSON.stringify({ bucket_id: Number(bucketId), ...body }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    await response.arrayBuffer()
  }

  async function store(base: string, upload: Upload): Promise<void> {
    const data = Buffer.from(upload.text)
    const hash = hashOf(data)
    await send(base, 'PUT', '/node', upload, { hash, data: data.toString('base64') })
    await send(base, 'POST', '/commit', upload, { data_roots: [hash] })
  }

  return { put: (base, upload) => void store(base, upload).catch(onError) }
}
