import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../src/kernel/index.ts'

/** What a process can be asked to do; arguments and results are cloned. */
type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

interface Question {
  readonly id: number
  readonly name: string
  readonly args: never[]
}

type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string })

/** A process of its own that does as it is asked. */
export interface Child<Does extends Methods> {
  /** @throws Error when it fails or when the process has ended */
  call<Name extends keyof Does & string>(
    name: Name,
    ...args: Parameters<Does[Name]>
  ): Promise<Awaited<ReturnType<Does[Name]>>>
  /** Resolves with what it has written to standard error once it has ended. */
  readonly ended: Promise<string>
  stop(): Promise<void>
  /** At once, whatever it is doing; it does not learn of it. */
  kill(): void
}

/** Starts a program that ends in `answer(...)`. */
export function startChild<Does extends Methods>(
  program: URL,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Child<Does> {
  const child = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const pending = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  let said = ''
  child.stderr!.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-4_000)
  })
  // Not `close`: it does not come when it is we who disconnect.
  const ended = once(child, 'exit').then(() => {
    for (const each of pending.values()) each.reject(new Error(`the process has ended: ${said}`))
    return said
  })
  child.on('message', (message) => {
    const reply = message as Reply
    const asked = pending.get(reply.id)
    pending.delete(reply.id)
    if ('error' in reply) asked?.reject(new Error(reply.error))
    else asked?.resolve(reply.result)
  })

  return {
    ended,
    call(name, ...given) {
      const id = ++lastId
      const asked = Promise.withResolvers<unknown>()
      if (!child.connected) return Promise.reject(new Error(`the process has ended: ${said}`))
      pending.set(id, asked)
      child.send({ id, name, args: given } satisfies Question)
      return asked.promise as never
    },
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** In the process: does what it is asked, and ends when nobody is there any more to ask. */
export function answer(methods: Methods): void {
  process.on('message', async (message) => {
    const { id, name, args } = message as Question
    const reply: Reply = await Promise.resolve()
      .then(() => methods[name]!(...args))
      .then(
        (result) => ({ id, result }),
        (error: unknown) => ({ id, error: messageOf(error) }),
      )
    process.send!(reply)
  })
  process.on('disconnect', () => process.exit())
}
