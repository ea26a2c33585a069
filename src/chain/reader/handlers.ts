import { z } from 'zod'
import { type PayloadOf, Refused, type TaskContext } from '../../kernel/index.ts'
import type { ChainLink } from '../connection/link.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import { ChainError } from '../errors.ts'
import { readProven } from '../proof/read-proven.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import type { ReaderConfig } from './config.ts'
import type { DescribeItem, ReadConstant, ReadEntries, ReadState } from './events.ts'
import { provenPages, toldPages } from './pages.ts'

export interface ReaderPorts {
  readonly link: ChainLink
}

type Ctx = TaskContext<ReaderConfig, ReaderPorts>

const hexOrNull = z.string().nullable()

/** @throws ChainError `not-connected` before the first block */
function headOf(link: ChainLink): BlockRef {
  if (link.head === undefined) throw new ChainError({ code: 'not-connected' }, 'no finalized block has arrived yet')
  return link.head
}

/** The runtime in whose form the state after a block is. @throws ChainError */
function formOf({ upgrade, connection }: ChainLink, at: string): Promise<ChainRuntime> {
  return connection().runtimes.at(at === upgrade?.hash ? upgrade.parentHash : at)
}

async function readState(query: PayloadOf<typeof ReadState>, ctx: Ctx): Promise<unknown> {
  const { link } = ctx.ports
  const { session } = link.connection()
  const at = query.at ?? headOf(link).hash
  const runtime = await formOf(link, at)
  const key = runtime.storageKey(query.pallet, query.item, query.keys)
  const bytes = ctx.config.proofs
    ? await readProven(session, key, at)
    : hexOrNull.parse(await session.request('state_getStorage', [key, at]))
  return runtime.decodeStorage(query.pallet, query.item, bytes)
}

async function readEntries(query: PayloadOf<typeof ReadEntries>, { config, ports: { link } }: Ctx) {
  const { session } = link.connection()
  const { pallet, item } = query
  // One block for all pages: a map read across blocks may never have existed.
  const at = query.at ?? headOf(link).hash
  const runtime = await formOf(link, at)
  const prefix = runtime.storageKey(pallet, item, query.keys)
  const pages = config.proofs ? provenPages : toldPages
  const entries: Array<{ keys: unknown[]; value: unknown }> = []
  for await (const page of pages(session, prefix, at))
    for (const { key, value } of page)
      entries.push({ keys: runtime.decodeKey(pallet, item, key), value: runtime.decodeStorage(pallet, item, value) })
  return entries
}

const readConstant = async (query: PayloadOf<typeof ReadConstant>, { ports: { link } }: Ctx): Promise<unknown> =>
  link.connection().runtime.constant(query.pallet, query.name)

async function describeItem({ pallet, item, at }: PayloadOf<typeof DescribeItem>, { ports: { link } }: Ctx) {
  const runtime = at === undefined ? link.connection().runtime : await formOf(link, at)
  return { keys: runtime.arity(pallet, item) }
}

/** A failed read is the asker's to retry, not a crash of the reader. */
const reading =
  <Query, Result>(read: (query: Query, ctx: Ctx) => Promise<Result>) =>
  async (query: Query, ctx: Ctx): Promise<Result> => {
    try {
      return await read(query, ctx)
    } catch (error) {
      if (error instanceof ChainError)
        throw new Refused(error.code, { detail: error.message, retryable: error.retryable })
      throw error
    }
  }

export const handlers = {
  'chain.ReadState': reading(readState),
  'chain.ReadEntries': reading(readEntries),
  'chain.ReadConstant': reading(readConstant),
  'chain.DescribeItem': reading(describeItem),
  'chain.ReadHead': reading(async (_: null, { ports: { link } }: Ctx) => headOf(link)),
}
