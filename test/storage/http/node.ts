/** The HTTP API's unit in a system of its own, on a real socket. */
import { onTestFinished } from 'vitest'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSystem, createSystemClock, defineUnit, type PayloadOf } from '../../../src/kernel/index.ts'
import { createAttestor } from '../../../src/storage/attest/attestor.ts'
import { HttpListening } from '../../../src/storage/http/events.ts'
import { openHttpRecords } from '../../../src/storage/http/records/records.ts'
import { httpUnit } from '../../../src/storage/http/spec.ts'
import { createTraffic } from '../../../src/storage/http/traffic.ts'
import { RoleOf } from '../../../src/storage/membership/events.ts'
import { createPeers } from '../../../src/storage/peers/peers.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { ContentStore } from '../../../src/storage/store/types.ts'
import { accountOf, keyOf, looseHeader } from './clients.ts'
import { BUCKET, PROVIDER } from './stage.ts'

/** Owns what the API asks about members. */
const members = defineUnit({
  name: 'members',
  owns: [RoleOf],
  handlers: {
    [RoleOf.type]: async ({ account }: PayloadOf<typeof RoleOf>) => ({
      role: account === accountOf(keyOf('Writer')) ? 'Writer' : null,
    }),
  },
})

export interface NodeOptions {
  readonly config?: Record<string, unknown>
  readonly unit?: Partial<typeof httpUnit>
  /** What the API has in place of parts of the store. */
  readonly store?: Partial<ContentStore>
}

export async function startNode({ config = {}, unit = {}, store: instead = {} }: NodeOptions = {}) {
  const { now } = createSystemClock()
  const store = await openContentStore(':memory:', now)
  const records = openHttpRecords(':memory:', now)
  await store.setQuota(BUCKET, 10n ** 9n)
  const logged: string[] = []
  const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const system = createSystem({ log: { debug: note, info: note, warn: note, error: note } })
  const listening = Promise.withResolvers<string>()
  system.attach({
    emitted: ({ event }) => {
      if (event.type === HttpListening.type) listening.resolve((event.payload as PayloadOf<typeof HttpListening>).url)
    },
  })
  system.register(members)
  const attestor = createAttestor(await createLocalSigner('//Alice'), PROVIDER)
  system.register({ ...httpUnit, ...unit } as typeof httpUnit, {
    ports: {
      store: { ...store, ...instead },
      records,
      attestor,
      peers: createPeers(),
      traffic: createTraffic(),
      server: { current: undefined },
    },
    config: { listen: '127.0.0.1:0', ...config },
  })
  onTestFinished(async () => {
    await system.stop('test over')
    records.close()
    await store.close()
  })
  await system.start()
  const signed = (method: string) =>
    looseHeader({ pair: keyOf('Writer'), method, seconds: Math.floor(now() / 1_000) }, BUCKET)
  return {
    system,
    store,
    logged,
    listening: listening.promise,
    /** A request of somebody who may write. */
    async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
      const headers = { authorization: signed(method), ...(init.headers as Record<string, string>) }
      return fetch(`${await listening.promise}${path}`, { ...init, method, headers })
    },
  }
}
