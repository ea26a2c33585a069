import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/node/cli/main.ts', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningReeve {
  readonly finished: Promise<Finished>
  /** Resolves when standard error has shown this. */
  shows(text: string): Promise<void>
  /** Standard error so far. */
  shown(): string
  signal(signal: NodeJS.Signals): void
}

export interface ReeveOptions {
  readonly cwd?: string
  /** A descriptor to read standard input from. */
  readonly stdin?: number
}

/** Runs the command line in a process of its own. */
export function reeve(args: readonly string[], { stdin, ...options }: ReeveOptions = {}): RunningReeve {
  const child = spawn(process.execPath, [MAIN, ...args], { ...options, stdio: [stdin ?? 'ignore', 'pipe', 'pipe'] })
  const { stdout: out, stderr: err } = child as { stdout: Readable; stderr: Readable }
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  out.on('data', (chunk) => {
    stdout += String(chunk)
  })
  err.on('data', (chunk) => {
    stderr += String(chunk)
    for (const look of waiting) look()
  })
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    finished,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!stderr.includes(text)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        void finished.then(() => reject(new Error(`ended without showing "${text}": ${stderr.slice(-1_000)}`)))
      }),
    shown: () => stderr,
    signal: (signal) => void child.kill(signal),
  }
}
