import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Seen {
  readonly number: number
  readonly hash: string
}

/** A program that writes each finalized block it is told of, a line each; started again when it ends. */
export interface Reader {
  readonly seen: readonly Seen[]
  /** How often it has ended by itself. */
  readonly ended: number
  stop(): Promise<void>
}

export function startReader(program: URL, args: readonly string[]): Reader {
  const seen: Seen[] = []
  let ended = 0
  let stopping = false
  let child = start()

  function start() {
    const started = spawn(process.execPath, [fileURLToPath(program), ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    createInterface(started.stdout).on('line', (line) => {
      const [number, hash] = line.split(' ')
      seen.push({ number: Number(number), hash: hash! })
    })
    started.on('exit', () => {
      if (stopping) return
      ended += 1
      child = start()
    })
    return started
  }

  return {
    seen,
    get ended() {
      return ended
    },
    async stop() {
      stopping = true
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}
