import type { AnyEventObject, Snapshot } from 'xstate'
import { exactJson } from './exact-json.ts'

/** An actor, as the inspector is told of it. */
export interface ActorSeen {
  readonly sessionId: string
  /** Of the actor that started it. */
  readonly parentId: string | undefined
  readonly rootId: string
  readonly name: string
  /** Config of its machine; undefined for an actor without one. */
  readonly config: object | undefined
}

/** An event that reached an actor. */
export interface EventSeen {
  readonly event: AnyEventObject
  readonly sessionId: string
  /** Of the actor that sent it, where that is known. */
  readonly sourceId: string | undefined
  readonly rootId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What an actor was like after an event. */
export interface SnapshotSeen {
  readonly event: AnyEventObject
  readonly snapshot: Snapshot<unknown>
  readonly sessionId: string
  readonly rootId: string
  readonly at: number
}

/** Of `@statelyai/inspect`, whose records these are. */
const PROTOCOL_VERSION = '0.7.2'

/** Of an event or a snapshot so much is shown, and a mark where the rest was. */
const RECORD = { characters: 100_000, depth: 64 }
/** A definition that is cut could not be drawn. */
const WHOLE = { characters: Number.POSITIVE_INFINITY, depth: 512 }

/** Many actors share a machine. */
const definitions = new WeakMap<object, string>()

/** JSON text, like the other records. The definition in it is one more JSON text: that of the machine's config. */
export function actorRecord(actor: ActorSeen, snapshot: Snapshot<unknown> | undefined, at: number): string {
  const { name, sessionId, parentId, rootId, config } = actor
  return recordOf(
    '@xstate.actor',
    {
      name: JSON.stringify(name),
      sessionId: JSON.stringify(sessionId),
      parentId: parentId === undefined ? undefined : JSON.stringify(parentId),
      rootId: JSON.stringify(rootId),
      definition: JSON.stringify(definitionOf(config, name)),
      snapshot: snapshotText(snapshot),
    },
    at,
  )
}

export const eventRecord = ({ event, sessionId, sourceId, rootId, at }: EventSeen): string =>
  recordOf(
    '@xstate.event',
    {
      event: exactJson(event, RECORD),
      sessionId: JSON.stringify(sessionId),
      sourceId: sourceId === undefined ? undefined : JSON.stringify(sourceId),
      rootId: JSON.stringify(rootId),
    },
    at,
  )

export const snapshotRecord = ({ event, snapshot, sessionId, rootId, at }: SnapshotSeen): string =>
  recordOf(
    '@xstate.snapshot',
    {
      event: exactJson(event, RECORD),
      snapshot: snapshotText(snapshot),
      sessionId: JSON.stringify(sessionId),
      rootId: JSON.stringify(rootId),
    },
    at,
  )

/** @param fields JSON texts, so that none is parsed to be written again; undefined ones are left out */
function recordOf(type: string, fields: Readonly<Record<string, string | undefined>>, at: number): string {
  const written = Object.entries(fields).flatMap(([key, text]) => (text === undefined ? [] : [`"${key}":${text}`]))
  return `{"type":"${type}",${written.join(',')},"createdAt":"${Math.round(at)}","id":null,"_version":"${PROTOCOL_VERSION}"}`
}

/** An actor shows no snapshot before it has been made. */
const snapshotText = (snapshot: Snapshot<unknown> | undefined): string =>
  snapshot === undefined ? '{"status":"active"}' : exactJson(snapshot, RECORD)

function definitionOf(config: object | undefined, name: string): string {
  if (config === undefined) return JSON.stringify({ id: name })
  const known = definitions.get(config)
  if (known !== undefined) return known
  const definition = exactJson(config, WHOLE)
  definitions.set(config, definition)
  return definition
}
