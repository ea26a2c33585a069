import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { messageOf } from '../../kernel/index.ts'
import type { Api } from './api.ts'
import { toJson } from './json.ts'

/**
 * A body that is made while it is sent, no faster than it is taken. Its first piece is there before the answer begins, so that
 * what is not here at all is an error with its status.
 */
export async function streamed(
  api: Api,
  c: Context,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<Uint8Array>> | undefined = Promise.resolve(await iterator.next())
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const result = await (next ?? iterator.next()).catch((error: unknown) => breakOff(api, c, error))
        next = undefined
        if (result.done === true) return controller.close()
        api.traffic.sent(result.value.length)
        controller.enqueue(result.value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** Who waits for the rest must not take the part for the whole: the connection goes, and with it all that is still to be said. */
function breakOff({ log }: Api, c: Context, error: unknown): IteratorReturnResult<undefined> {
  log.error({ error: messageOf(error), route: c.req.path }, 'an answer broke off')
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing
  if (outgoing === undefined) throw error
  outgoing.destroy()
  return { done: true, value: undefined }
}

/** `{"<field>":[…]}`, an item at a time. */
export async function* jsonList(field: string, items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let before = `{${JSON.stringify(field)}:[`
  for await (const item of items) {
    yield Buffer.from(`${before}${toJson(item)}`)
    before = ','
  }
  yield Buffer.from(before === ',' ? ']}' : `${before}]}`)
}
