import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { connectRemoteSigner } from '../../../src/chain/signing/remote/remote-signer.ts'
import type { Signer, SigningPayload } from '../../../src/chain/signing/signer.ts'
import { createSystemClock, createVirtualClock } from '../../../src/kernel/index.ts'
import { type Payloads, remark, usePayloads } from './payloads.ts'

let payloads: Payloads
let bob: Signer
let folder: string
let path: string
const servers: Server[] = []
const clock = createSystemClock()

beforeAll(async () => {
  payloads = await usePayloads()
  bob = await createLocalSigner('//Bob')
})

afterAll(() => payloads.stop())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-remote-'))
  path = join(folder, 'signer.sock')
})

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  await rm(folder, { recursive: true })
})

interface Asked {
  readonly id: number
  readonly method: string
  readonly payload: { readonly raw: string; readonly tip: string }
}

type Answering = (asked: Asked) => unknown

/** A signer of the test's own: `undefined` is no answer. */
async function serve(answer: Answering): Promise<Server> {
  const server = createServer((client) => {
    let text = ''
    client.on('data', async (data) => {
      text += String(data)
      if (!text.endsWith('\n')) return
      const said = await answer(JSON.parse(text))
      if (said === 'hang up') client.destroy()
      else if (said !== undefined) client.write(`${typeof said === 'string' ? said : JSON.stringify(said)}\n`)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return server
}

const honest: Answering = async ({ id, method, payload }) =>
  method === 'account'
    ? { id, account: bob.account, type: 'sr25519' }
    : { id, signature: (await bob.sign({ ...payload, tip: BigInt(payload.tip) } as unknown as SigningPayload)).value }

const forSign =
  (answer: (asked: Asked) => unknown): Answering =>
  (asked) =>
    asked.method === 'sign' ? answer(asked) : honest(asked)

const payload = () => payloads.payload(remark(300), { account: bob.account })
const connected = () => connectRemoteSigner(path, { deadline: 10_000, clock })

describe('a remote signer', () => {
  it('signs over a unix socket', async () => {
    await serve(honest)
    const signer = await connected()
    expect(signer).toMatchObject({ account: bob.account, type: 'sr25519' })
    expect(await signer.sign(await payload())).toMatchObject({ type: 'sr25519' })
  })

  it('signs over a WebSocket', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (client) =>
      client.on('message', async (data) => client.send(JSON.stringify(await honest(JSON.parse(String(data)))))),
    )
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const signer = await connectRemoteSigner(`ws://127.0.0.1:${port}`, { deadline: 10_000, clock })
    expect(await signer.sign(await payload())).toMatchObject({ type: 'sr25519' })
    server.close()
  })

  it('is met again after it was away', async () => {
    const first = await serve(honest)
    const signer = await connected()
    await new Promise((resolve) => first.close(resolve))
    await expect(signer.sign(await payload())).rejects.toMatchObject({ code: 'no-answer', retryable: true })
    await serve(honest)
    expect(await signer.sign(await payload())).toMatchObject({ type: 'sr25519' })
  })

  it.each<[string, (asked: Asked) => unknown, object]>([
    ['hangs up', () => 'hang up', { code: 'no-answer', retryable: true }],
    ['refuses', ({ id }) => ({ id, refused: 'tip-too-high', detail: '5' }), { code: 'refused', retryable: false }],
    [
      'answers another request',
      async (asked) => ({ ...((await honest(asked)) as object), id: asked.id + 1 }),
      { code: 'bad-answer' },
    ],
    ['answers with something else', () => '{"id":', { code: 'bad-answer' }],
    ['answers with what is no signature', ({ id }) => ({ id, signature: '0x00' }), { code: 'bad-answer' }],
    [
      'signs something else',
      async ({ id }) => ({
        id,
        signature: (await bob.sign(await payloads.payload(remark(2), { account: bob.account }))).value,
      }),
      { code: 'bad-answer', retryable: false },
    ],
    [
      'signs with another key',
      async ({ id }) => ({ id, signature: (await (await createLocalSigner('//Eve')).sign(await payload())).value }),
      { code: 'bad-answer' },
    ],
  ])('is not believed when it %s', async (_, answer, error) => {
    await serve(forSign(answer))
    const signer = await connected()
    await expect(signer.sign(await payload())).rejects.toMatchObject({ name: 'SigningError', ...error })
  })

  it('names what it refuses for', async () => {
    await serve(forSign(({ id }) => ({ id, refused: 'tip-too-high', detail: 'a tip of 5; at most 0' })))
    await expect((await connected()).sign(await payload())).rejects.toThrow(
      'the signer refuses: tip-too-high (a tip of 5; at most 0)',
    )
  })

  it('is waited for until the deadline', async () => {
    const asked = Promise.withResolvers<void>()
    await serve((request) => (request.method === 'sign' ? asked.resolve() : honest(request)))
    const virtual = createVirtualClock()
    const signer = await connectRemoteSigner(path, { deadline: 3_000, clock: virtual })
    const signed = signer.sign(await payload())
    const outcome = expect(signed).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringContaining('no answer in 3000 ms'),
    })
    await asked.promise
    virtual.advance(3_000)
    await outcome
  })

  it('is not waited for when nobody wants the signature any more', async () => {
    const asked = Promise.withResolvers<void>()
    await serve((request) => (request.method === 'sign' ? asked.resolve() : honest(request)))
    const controller = new AbortController()
    const signed = (await connected()).sign(await payload(), { signal: controller.signal })
    const outcome = expect(signed).rejects.toMatchObject({ code: 'no-answer' })
    await asked.promise
    controller.abort()
    await outcome
  })
})
