import type { Log } from '../unit/context.ts'

/** A log that says of every line which actor wrote it. */
export const namedLog = (log: Log, actor: string): Log => ({
  debug: (fields, message) => log.debug({ actor, ...fields }, message),
  info: (fields, message) => log.info({ actor, ...fields }, message),
  warn: (fields, message) => log.warn({ actor, ...fields }, message),
  error: (fields, message) => log.error({ actor, ...fields }, message),
})
