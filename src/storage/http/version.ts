import { createRequire } from 'node:module'

const { version } = createRequire(import.meta.url)('reeve/package.json') as { readonly version: string }

/** Of this program. */
export const VERSION = version
