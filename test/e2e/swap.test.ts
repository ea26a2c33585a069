import { describe, expect, it } from 'vitest'
import { useFolder } from '../folder.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()
const dev = () =>
  reeve(['dev', '--port', '0', '--seed', '13', '--blocks', '16', '--block-time', '100', '--summary', '-'], {
    cwd: folder.path,
  })

describe('swapping by config', () => {
  it("replaces one handler by a file of the user's", async () => {
    await folder.put('reeve.yaml', 'actors:\n  agreement:\n    handlers: { agreement.decide: ./my-policy.ts }\n')
    await folder.put(
      'my-policy.ts',
      `import { type AgreementCase, type AgreementDecision, decide } from 'reeve'

export default async ({ context }: { context: { case: AgreementCase } }): Promise<AgreementDecision> =>
  context.case.request.maxBytes % 2n === 0n ? { accept: false, reason: 'odd-only' } : decide(context.case)
`,
    )
    const { stderr, stdout } = await dev().finished
    expect(stderr).toContain('reason=odd-only')
    const { duties } = JSON.parse(stdout) as { duties: { agreement: Record<string, number> } }
    expect(duties.agreement['rejected']).toBeGreaterThan(0)
  }, 60_000)

  it('replaces a whole actor under its name', async () => {
    await folder.put('reeve.yaml', 'actors:\n  agreement: { use: ./my-agreement.ts }\n')
    await folder.put(
      'my-agreement.ts',
      `import { z } from 'zod'
import { AgreementRequested, DutyChanged, defineUnit, type ActorContext, type PayloadOf } from 'reeve'

export default defineUnit({
  name: 'agreement',
  consumes: [AgreementRequested],
  emits: [DutyChanged],
  config: z.strictObject({ loud: z.boolean().default(true) }),
  handlers: {
    'storage.AgreementRequested': (request: PayloadOf<typeof AgreementRequested>, ctx: ActorContext) => {
      ctx.log.info({ bucket: String(request.bucketId) }, 'my own agreement actor looks at a request')
      ctx.emit(DutyChanged, { kind: 'agreement', key: String(request.bucketId), state: 'dropped', outcome: 'gone' })
    },
  },
})
`,
    )
    const { stderr, stdout } = await dev().finished
    expect(stderr).toContain('my own agreement actor looks at a request')
    const { duties, extrinsics } = JSON.parse(stdout) as Record<string, Record<string, Record<string, number>>>
    expect(duties!['agreement']!['gone']).toBeGreaterThan(0)
    expect(extrinsics).toEqual({})
  }, 60_000)

  it('shows where each handler comes from', async () => {
    await folder.put(
      'reeve.yaml',
      'account: { uri: //Alice }\nactors:\n  agreement:\n    handlers: { agreement.decide: ./my-policy.js }\n',
    )
    await folder.put('my-policy.js', 'export default async () => ({ accept: true })\n')
    const { stdout, code } = await reeve(['actors'], { cwd: folder.path }).finished
    expect(code).toBe(0)
    expect(stdout).toContain('agreement.decide  override from ./my-policy.js')
    expect(stdout).toContain('agreement.answer  base')
  })
})

describe('a wrong config', () => {
  const check = async (text: string) => {
    await folder.put('reeve.yaml', text)
    return reeve(['check-config'], { cwd: folder.path }).finished
  }

  it('names an unknown key with its line and what was meant', async () => {
    const { code, stderr } = await check('chain:\n  endpoint: ws://127.0.0.1:1\n')
    expect(code).toBe(1)
    expect(stderr).toContain('reeve.yaml:2:3  chain.endpoint: there is no such key; did you mean "endpoints"?')
    expect(stderr).toContain('  2 |   endpoint: ws://127.0.0.1:1')
  })

  it('names a value of the wrong type with what is expected', async () => {
    const { code, stderr } = await check('chain:\n  endpoints: [http://127.0.0.1]\nlog: { level: loud }\n')
    expect(code).toBe(1)
    expect(stderr).toContain('reeve.yaml:2:15  chain.endpoints.0: has the wrong value')
    expect(stderr).toContain('found:    "http://127.0.0.1"')
    expect(stderr).toContain('expected: a ws:// or wss:// address')
    expect(stderr).toContain('expected: one of silent, error, warn, info, debug')
  })

  it.each([
    [
      'a missing handler file',
      'actors:\n  agreement:\n    handlers:\n      agreement.decide: ./nowhere.ts\n',
      'reeve.yaml:4:25  actors.agreement.handlers.agreement.decide: there is no file',
    ],
    [
      'an unknown actor',
      'actors:\n  agrement: { enabled: false }\n',
      'reeve.yaml:2:3  actors.agrement: there is no such actor; did you mean "agreement"?',
    ],
    ['text that is not YAML', 'chain: [\n', 'is not YAML'],
    [
      "a value that the unit's own schema refuses",
      'account: { uri: //Alice }\nactors:\n  transactions:\n    config: { eraPeriod: 2 }\n',
      'reeve.yaml:4:26  actors.transactions.config.eraPeriod',
    ],
  ])('names %s', async (_, text, expected) => {
    const { code, stderr } = await check(text)
    expect(stderr).toContain(expected)
    expect(code).toBe(1)
  })

  it('names a handler that no machine knows', async () => {
    await folder.put('policy.js', 'export default async () => ({ accept: true })\n')
    const { code, stderr } = await check(
      'account: { uri: //Alice }\nactors:\n  agreement:\n    handlers: { agreement.decides: ./policy.js }\n',
    )
    expect(code).toBe(1)
    expect(stderr).toContain('did you mean "agreement.decide"?')
    expect(stderr).toContain('reeve.yaml:4:17')
  })

  it('names a file that is not there', async () => {
    const { code, stderr } = await reeve(['run', '--config', 'elsewhere.yaml'], { cwd: folder.path }).finished
    expect(code).toBe(1)
    expect(stderr).toContain('elsewhere.yaml  there is no such file')
  })

  it('refuses a key file that others may read', async () => {
    await folder.put('seed', '//Alice', 0o644)
    const { code, stderr } = await check('account:\n  keyfile: ./seed\n')
    expect(code).toBe(1)
    expect(stderr).toContain('account.keyfile: may be read by others (mode 644)')
    expect(stderr).toContain('chmod 600')
  })
})
