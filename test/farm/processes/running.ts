import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/node/cli/main.ts', import.meta.url))
const TAIL = 4_000

/** A process of the program, which writes its log to a file. */
export interface Running {
  readonly name: string
  readonly pid: number
  /** Resolves once it has shown this. @throws Error when it ends before */
  shows(text: string): Promise<void>
  /** Has it ended by a signal, and waits until it has. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Everything that was started, and what has ended without having been told to. */
export interface Processes {
  start(name: string, args: readonly string[]): Running
  /** With the last lines of their logs. */
  readonly failures: string[]
  /** All at once. */
  endAll(): Promise<void>
  /** Seconds of processor and megabytes of memory of those that run, by the first word of their names. */
  used(): Promise<Record<string, { readonly count: number; readonly cpu: number; readonly memory: number }>>
}

/** @param say is told at once of one that ends by itself */
export function createProcesses(folder: string, say: (text: string) => void): Processes {
  const failures: string[] = []
  const running = new Set<Running>()
  const fail = (text: string) => {
    failures.push(text)
    say(text)
  }

  function start(name: string, args: readonly string[]): Running {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    const file = createWriteStream(join(folder, `${name}.log`), { flags: 'a' })
    const waiting = new Set<() => void>()
    let tail = ''
    let isTold = false
    child.stderr.on('data', (chunk) => {
      file.write(chunk)
      tail = (tail + String(chunk)).slice(-TAIL)
      for (const look of waiting) look()
    })
    const ended = new Promise<number | null>((resolve) => {
      child.on('close', (code) => {
        running.delete(self)
        file.end()
        if (!isTold) fail(`${name} has ended with ${code}: ${tail.slice(-1_500)}`)
        resolve(code)
      })
    })
    const self: Running = {
      name,
      pid: child.pid!,
      shows: (text) =>
        new Promise((resolve, reject) => {
          const look = () => {
            if (!tail.includes(text)) return
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
          look()
          void ended.then(() => reject(new Error(`${name} has ended without showing "${text}": ${tail}`)))
        }),
      end(signal) {
        isTold = true
        child.kill(signal)
        return ended
      },
    }
    running.add(self)
    return self
  }

  // Whatever this process ends of, it leaves none behind.
  const killAll = () => {
    for (const { pid } of running) process.kill(pid, 'SIGKILL')
  }
  process.on('exit', killAll)

  return {
    start,
    failures,
    async endAll() {
      await Promise.all([...running].map((each) => endInTime(each)))
      process.off('exit', killAll)
    },
    async used() {
      const all: Record<string, { count: number; cpu: number; memory: number }> = {}
      for (const { name, pid } of running) {
        const kind = name.split('-')[0]!
        const { cpu, memory } = await usedBy(pid)
        const before = all[kind] ?? { count: 0, cpu: 0, memory: 0 }
        all[kind] = { count: before.count + 1, cpu: before.cpu + cpu, memory: before.memory + memory }
      }
      return all
    },
  }
}

/** In its own time, or else at once. */
async function endInTime(each: Running): Promise<void> {
  const late = setTimeout(() => void each.end('SIGKILL'), 15_000)
  await each.end('SIGTERM')
  clearTimeout(late)
}

/** As Linux tells it, in hundredths of a second and pages of 4 KiB; nothing elsewhere. */
async function usedBy(pid: number): Promise<{ readonly cpu: number; readonly memory: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { cpu: ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100, memory: Math.round(((fields[21] ?? 0) * 4) / 1_024) }
}
