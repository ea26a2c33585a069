import { z } from 'zod'
import { gridSettings } from '../../grid/settings.ts'
import { listenAddress, storageSettings } from '../../storage/settings.ts'
import { accountSchema } from './account-schema.ts'

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace', 'fatal'] as const
export const LOG_FORMATS = ['text', 'json'] as const

const endpoint = z.url({ protocol: /^wss?$/, error: 'a ws:// or wss:// address' })
const SOME_ENDPOINT = 'at least one ws:// or wss:// address'
const chainSpec = z.string().min(1, { error: 'a file' }).optional()

/** The light client inside the node. Any key under it asks for one. */
const lightClient = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** Whether blocks are followed by it, before the endpoints, or it has to confirm what the endpoints say is final. */
    as: z.enum(['endpoint', 'witness']).default('endpoint'),
    spec: chainSpec,
    relaySpec: chainSpec,
    parachainSpec: chainSpec,
  })
  .superRefine(({ enabled, spec, relaySpec, parachainSpec }, { addIssue }) => {
    const wrong = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message })
    if (spec !== undefined && (relaySpec ?? parachainSpec) !== undefined)
      wrong('spec', 'either "spec", or "relaySpec" and "parachainSpec"')
    else if (relaySpec !== undefined && parachainSpec === undefined)
      wrong('parachainSpec', 'the chain spec of the parachain (--chain-parachain-spec) beside that of its relay chain')
    else if (parachainSpec !== undefined && relaySpec === undefined)
      wrong('relaySpec', 'the chain spec of the relay chain (--chain-relay-spec) beside that of the parachain')
    else if (enabled && spec === undefined && relaySpec === undefined)
      wrong(
        'spec',
        'a chain spec (--chain-spec), or those of a relay chain and a parachain (--chain-relay-spec, --chain-parachain-spec)',
      )
  })

/** What an operator may say about one actor. */
const actor = z.strictObject({
  enabled: z.boolean().default(true),
  /** Another shipped implementation, or a file whose default export is a unit; it runs under this actor's name. */
  use: z.string().min(1, { error: 'the name of an implementation, or a file' }).optional(),
  /** By handler name, a file whose default export does its work. Relative to the config file, like `use`. */
  handlers: z.record(z.string(), z.string().min(1, { error: 'a file' })).default({}),
  /** By a name of the operator's, a file that runs beside the actor for a type of message it receives. */
  extensions: z
    .record(
      z.string(),
      z.strictObject({
        on: z.string().min(1, { error: 'a type of message such as storage.AgreementRequested' }),
        order: z.enum(['before', 'after']).default('after'),
        use: z.string().min(1, { error: 'a file' }),
      }),
    )
    .default({}),
  /** Checked against the unit's own schema. */
  config: z.record(z.string(), z.unknown()).default({}),
})

export const logSchema = z
  .strictObject({ level: z.enum(LOG_LEVELS).default('info'), format: z.enum(LOG_FORMATS).default('text') })
  .prefault({})

/** The file `reeve.yaml`. */
export const fileSchema = z.strictObject({
  chain: z
    .strictObject({
      /** Tried in turn, after the light client if there is one. */
      endpoints: z.array(endpoint).default([]),
      lightClient: lightClient.optional(),
      /** Hash of block 0. Without it the first endpoint reached decides, and the data folder remembers. */
      genesis: z
        .string()
        .regex(/^0x[0-9a-f]{64}$/, { error: 'the hash of block 0: 0x and 64 hex digits' })
        .optional(),
      /** Independent endpoints; every one of them must hold a block final before anything follows from it. */
      witnesses: z.array(endpoint).default([]),
      /** Asked for the states that the others have forgotten. */
      archive: endpoint.optional(),
    })
    .superRefine(({ endpoints, lightClient }, { addIssue }) => {
      const isFollowed = lightClient?.enabled === true && lightClient.as === 'endpoint'
      if (endpoints.length === 0 && !isFollowed)
        addIssue({ code: 'custom', path: ['endpoints'], message: SOME_ENDPOINT })
    })
    .prefault({ endpoints: ['ws://127.0.0.1:2222'] }),
  /** Who signs. Without it the node follows and reads only. */
  account: accountSchema.optional(),
  /** Folder of what has to outlive the process. */
  data: z.string().min(1, { error: 'a folder' }).default('reeve-data'),
  log: logSchema,
  /** Where Prometheus finds what the node counts. Without it nothing is counted. */
  metrics: z.strictObject({ listen: listenAddress.default('127.0.0.1:9615') }).optional(),
  /** What is stored for others. Without it the node answers agreement requests and stores nothing. */
  storage: storageSettings.optional(),
  /** The compute farm that is run, or whose user this is. */
  grid: gridSettings.optional(),
  actors: z.record(z.string(), actor).default({}),
})

export type FileConfig = z.output<typeof fileSchema>
export type ActorConfig = FileConfig['actors'][string]
