/** Serves the HTTP API over the stores of a folder, to whoever comes, for as long as it lives. */
import { join } from 'node:path'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSystemClock } from '../../../src/kernel/index.ts'
import { createAttestor } from '../../../src/storage/attest/attestor.ts'
import { createApp } from '../../../src/storage/http/app.ts'
import { httpConfig } from '../../../src/storage/http/config.ts'
import { openHttpRecords } from '../../../src/storage/http/records/records.ts'
import { listen } from '../../../src/storage/http/server.ts'
import { createTraffic } from '../../../src/storage/http/traffic.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import { answer } from '../../child.ts'

const [, , folder] = process.argv
const { now } = createSystemClock()
const signer = await createLocalSigner('//Alice')
const config = httpConfig.parse({ auth: { open: true } })
const nothing = () => {}

const app = createApp({
  store: await openContentStore(join(folder!, 'content.db'), now),
  records: openHttpRecords(join(folder!, 'http.db'), now),
  attestor: createAttestor(signer, signer.account),
  guard: { admit: async () => null, admitPeer: async () => true },
  traffic: createTraffic(),
  config,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  ask: async () => ({ ok: false, refusal: { code: 'no-owner', retryable: true } }),
  now,
})
const { url } = await listen(app.fetch, '127.0.0.1:0', config.limits)

const methods = { url: () => url }

export type ServingProcess = typeof methods
answer(methods)
