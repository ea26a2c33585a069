import type { LightClient } from './light/client.ts'
import { type LightSessionOptions, openLightSession } from './light/open-session.ts'
import { type OpenSession, openSession } from './session.ts'

/** Scheme of the endpoint that is a light client inside the node. */
export const LIGHT_SCHEME = 'light:'

/** Opens sessions over a WebSocket, and those of the scheme `light:` over the light client. */
export const sessionsOver =
  (client: LightClient, options: LightSessionOptions = {}): OpenSession =>
  (endpoint, clock) =>
    endpoint.startsWith(LIGHT_SCHEME)
      ? openLightSession(endpoint, client, clock, options)
      : openSession(endpoint, clock)
