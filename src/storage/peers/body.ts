import { PeerError } from './errors.ts'

/** The text of an answer, read no further than `maxBytes`. @throws PeerError `too-large` */
export async function readBody(response: Response, maxBytes: number, peer: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new PeerError('too-large', peer, `its answer has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
