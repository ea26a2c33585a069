import { createRequire } from 'node:module'

/** The light client, which is installed only where it is wanted. */
export const LIGHT_CLIENT_PACKAGE = 'smoldot@3.4.1'

const ownRequire = createRequire(import.meta.url)

/** Whether the light client could be started. @param resolve finds a package, or throws */
export function isLightClientInstalled(resolve: (name: string) => unknown = ownRequire.resolve): boolean {
  try {
    resolve('smoldot')
    return true
  } catch {
    return false
  }
}
