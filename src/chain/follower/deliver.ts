import type { Connection } from '../connection/link.ts'
import { ChainError } from '../errors.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import { BlockFinalized, BlockUndecodable, ResyncNeeded, RuntimeUpgraded } from './events.ts'
import type { FollowedBlock } from './followed-block.ts'
import type { Ctx, Step } from './ports.ts'

/** The block itself first, then the facts of its events: who re-reads at this block knows to skip them. */
export function deliver({ context, event }: Step<{ block: FollowedBlock }>, ctx: Ctx): void {
  const { number, hash, parentHash, events, specVersion, nextSpecVersion } = event.block
  const { link, decoder, deliveries } = ctx.ports
  const missed = new Set<string>()
  const connection = link.connection()
  link.head = { number, hash }
  if (specVersion !== nextSpecVersion) link.upgrade = { hash, parentHash }
  connection.runtime = connection.runtimes.get(nextSpecVersion) ?? connection.runtime
  const note = ({ refused }: { refused: readonly string[] }) => {
    for (const name of refused) missed.add(name)
  }
  deliveries.begin({ number, hash })
  try {
    const facts = decoder.decode(runtimeOf(connection, specVersion), events, { number, hash })
    note(ctx.emit(BlockFinalized, { number, hash, parentHash, resync: [...context.unsynced] }))
    for (const { fact, payload } of facts) note(ctx.emit(fact, payload))
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== 'undecodable') throw error
    ctx.log.error({ block: number, error: error.message }, 'events of a block cannot be decoded; state is read again')
    ctx.emit(BlockUndecodable, { number, hash, reason: error.message })
    ctx.emit(BlockFinalized, { number, hash, parentHash, resync: [...ctx.config.consumers] })
    for (const consumer of ctx.config.consumers) missed.add(consumer)
  } finally {
    deliveries.end()
  }
  // Whoever had no room for a fact has missed something, like one that was away.
  for (const consumer of missed) if (ctx.config.consumers.includes(consumer)) ctx.emit(ResyncNeeded, { consumer })
  if (specVersion === nextSpecVersion) return
  ctx.log.warn({ block: number, from: specVersion, to: nextSpecVersion }, 'the chain has another runtime')
  ctx.emit(RuntimeUpgraded, { number, from: specVersion, to: nextSpecVersion })
}

/** @throws ChainError `undecodable` when the version is not at hand, which only a wrong answer of an endpoint can bring about */
function runtimeOf({ runtimes }: Connection, specVersion: number): ChainRuntime {
  const runtime = runtimes.get(specVersion)
  if (runtime !== undefined) return runtime
  const reason = `runtime ${specVersion} is not known`
  throw new ChainError({ code: 'undecodable', what: 'System.Events', reason }, reason)
}
