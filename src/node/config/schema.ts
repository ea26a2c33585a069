import { z } from 'zod'

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

const endpoint = z.url({ protocol: /^wss?$/, error: 'a ws:// or wss:// address' })

/** What an operator may say about one actor. */
const actor = z.strictObject({
  enabled: z.boolean().default(true),
  /** A file whose default export is a unit; it runs under this actor's name. Relative to the config file. */
  use: z.string().min(1).optional(),
  /** By handler name, a file whose default export does its work. */
  handlers: z.record(z.string(), z.string().min(1)).default({}),
  /** Checked against the unit's own schema. */
  config: z.record(z.string(), z.unknown()).default({}),
})

/** The file `reeve.yaml`. */
export const fileSchema = z.strictObject({
  chain: z
    .strictObject({
      /** Tried in turn. */
      endpoints: z.array(endpoint).min(1),
    })
    .prefault({ endpoints: ['ws://127.0.0.1:2222'] }),
  /** Who signs. Without it the node follows and reads only. */
  account: z
    .union([z.strictObject({ uri: z.string().regex(/^\/\//) }), z.strictObject({ keyfile: z.string().min(1) })], {
      error: 'either "uri" (a development account such as //Alice) or "keyfile" (a file that holds the secret)',
    })
    .optional(),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).prefault({}),
  actors: z.record(z.string(), actor).default({}),
})

export type FileConfig = z.output<typeof fileSchema>
export type ActorConfig = FileConfig['actors'][string]
