import { afterEach } from 'vitest'
import { ReadHead, ReadState } from '../../../src/chain/reader/events.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { Command, Outcome, TaskContext } from '../../../src/kernel/index.ts'
import { type Attestor, createAttestor } from '../../../src/storage/attest/attestor.ts'
import type { Api } from '../../../src/storage/http/api.ts'
import { createApp } from '../../../src/storage/http/app.ts'
import { createGuard } from '../../../src/storage/http/auth/guard.ts'
import { httpConfig } from '../../../src/storage/http/config.ts'
import { openHttpRecords } from '../../../src/storage/http/records/records.ts'
import { createTraffic } from '../../../src/storage/http/traffic.ts'
import { RoleOf } from '../../../src/storage/membership/events.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { Role } from '../../../src/storage/types.ts'
import { accountOf, keyOf, looseHeader } from './clients.ts'

export const BUCKET = 7n
/** Seconds since 1970 at the beginning of a test. */
export const NOW = 1_700_000_000
export const PROVIDER = accountOf(keyOf('Alice'))

const PEOPLE: Readonly<Record<string, Role>> = { Admin: 'Admin', Writer: 'Writer', Reader: 'Reader' }

type Answer = (payload: never) => unknown

/** Why a command is refused; given back by an answer instead of a result. */
export class Refusing {
  readonly refusal: {
    readonly code: 'refused' | 'no-owner' | 'late'
    readonly reason?: string
    readonly retryable: boolean
  }

  constructor(code: 'refused' | 'no-owner' | 'late', reason?: string) {
    this.refusal = { code, retryable: true, ...(reason === undefined ? {} : { reason }) }
  }
}

export interface StageOptions {
  readonly config?: Record<string, unknown>
  readonly attestor?: Partial<Attestor>
  /** Of the content store and the records. */
  readonly folder?: string
}

export interface RequestOptions {
  /** Who signs, by name. */
  readonly as?: string
  readonly bucket?: bigint
  readonly json?: unknown
  readonly body?: string | Uint8Array | ReadableStream
  readonly headers?: Record<string, string>
}

/** The app over stores of its own; other actors are what `answer` makes them. */
export function useApp() {
  const closing: Array<() => unknown> = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  return async function start({ config = {}, attestor = {}, folder }: StageOptions = {}) {
    let time = NOW * 1_000
    const now = () => time
    const place = (name: string) => (folder === undefined ? ':memory:' : `${folder}/${name}`)
    const store = await openContentStore(place('content.db'), now)
    const records = openHttpRecords(place('http.db'), now)
    const settings = httpConfig.parse(config)
    const signer = createAttestor(await createLocalSigner('//Alice'), PROVIDER)
    const roles = new Map(Object.entries(PEOPLE).map(([name, role]) => [accountOf(keyOf(name)), role]))
    const state = new Map<string, unknown>()
    const answers = new Map<string, Answer>()
    const asked: Array<{ type: string; payload: unknown }> = []
    const answer = <Payload, Result>(command: Command<string, Payload, Result>, by: (payload: Payload) => unknown) =>
      void answers.set(command.type, by as Answer)
    answer(RoleOf, ({ bucketId, account }) => ({ role: (bucketId === BUCKET && roles.get(account)) || null }))
    answer(ReadHead, () => ({ number: 100, hash: '0xhead' }))
    answer(ReadState, ({ item, keys }) => state.get([item, ...keys.map(String)].join('/')) ?? null)
    const ask: TaskContext['ask'] = async (command, payload) => {
      asked.push({ type: command.type, payload })
      const result = await (answers.get(command.type) ?? (() => new Refusing('no-owner')))(payload as never)
      const outcome = result instanceof Refusing ? { ok: false, refusal: result.refusal } : { ok: true, value: result }
      return outcome as Outcome<never>
    }
    const logged: string[] = []
    const note = (_: object, message: string) => void logged.push(message)
    const log = { debug: note, info: note, warn: note, error: note }
    const nonces = records.nonces(settings.auth.nonces)
    const guard = createGuard({ config: settings.auth, provider: PROVIDER, nonces, ask, now })
    const traffic = createTraffic()
    const api: Api = {
      store,
      records,
      attestor: { ...signer, ...attestor },
      guard,
      traffic,
      config: settings,
      log,
      ask,
      now,
    }
    const app = createApp(api)
    await store.setQuota(BUCKET, 10n ** 9n)
    const close = async () => {
      records.close()
      await store.close()
    }
    closing.push(close)

    async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
      const {
        as,
        bucket = BUCKET,
        json,
        body = json === undefined ? undefined : JSON.stringify(json),
        headers = {},
      } = options
      const seconds = Math.floor(time / 1_000)
      const authorization: Record<string, string> =
        as === undefined ? {} : { authorization: looseHeader({ pair: keyOf(as), method, seconds }, bucket) }
      return app.request(path, {
        method,
        headers: { ...authorization, ...headers },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      } as RequestInit)
    }

    return {
      api,
      app,
      store,
      records,
      roles,
      state,
      asked,
      answer,
      logged,
      traffic,
      request,
      close,
      pass: (seconds: number) => {
        time += seconds * 1_000
      },
      /** @returns status and body of the answer */
      async send(method: string, path: string, options: RequestOptions = {}): Promise<Record<string, unknown>> {
        const response = await request(method, path, options)
        return { status: response.status, ...((await response.json()) as object) }
      },
    }
  }
}

export type AppStage = Awaited<ReturnType<ReturnType<typeof useApp>>>
