import { setTimeout as pause } from 'node:timers/promises'
import type { KeyringPair } from '@polkadot/keyring/types'
import { u8aToHex } from '@polkadot/util'
import { buildTree, chunksOf } from '../../src/storage/store/chunk-tree.ts'

/** Times that one is asked again. */
const PATIENCE = 50

/** What a provider has signed when an object was added to a bucket. */
export interface Commitment {
  readonly mmrRoot: string
  readonly startSeq: number
  readonly leafIndex: number
  readonly signature: string
}

/** A member of buckets who stores with a provider, over HTTP as any client would. */
export class StorageClient {
  private readonly pair: KeyringPair
  private readonly base: string

  constructor(pair: KeyringPair, base: string) {
    this.pair = pair
    this.base = base
  }

  /** Stores an object's nodes, children first. @returns its root */
  async put(bucketId: number, data: Uint8Array, chunkSize: number): Promise<string> {
    const { root, nodes } = buildTree(chunksOf(data, chunkSize))
    for (const { hash, data: bytes, children } of nodes)
      await this.send('PUT', '/node', bucketId, {
        bucket_id: bucketId,
        hash,
        data: Buffer.from(bytes).toString('base64'),
        ...(children.length === 0 ? {} : { children }),
      })
    return root
  }

  async commit(bucketId: number, dataRoot: string): Promise<Commitment> {
    const answer = await this.send('POST', '/commit', bucketId, { bucket_id: bucketId, data_roots: [dataRoot] })
    return {
      mmrRoot: String(answer['mmr_root']),
      startSeq: Number(answer['start_seq']),
      leafIndex: Number((answer['leaf_indices'] as unknown[])[0]),
      signature: String(answer['provider_signature']),
    }
  }

  /** What the provider says of a bucket; none while it has it not. */
  async root(bucketId: number): Promise<string | undefined> {
    const response = await fetch(`${this.base}/commitment?bucket_id=${bucketId}`)
    if (response.status === 404) return undefined
    return String(((await response.json()) as Record<string, unknown>)['mmr_root'])
  }

  private async send(method: string, path: string, bucketId: number, body: unknown): Promise<Record<string, unknown>> {
    const seconds = Math.floor(Date.now() / 1_000)
    const signature = this.pair.sign(`web3storage:${method}:${bucketId}:${seconds}`)
    const response = await this.patient(path, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Web3Storage ${u8aToHex(this.pair.publicKey)}:${u8aToHex(signature)}:${seconds}`,
      },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path} of ${this.base}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  /** A provider that has just come back says for a while that it does not know yet. */
  private async patient(path: string, request: RequestInit): Promise<Response> {
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(`${this.base}${path}`, request)
      if (response.status !== 503 || tries === PATIENCE) return response
      await response.arrayBuffer()
      await pause(200)
    }
  }
}
