import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./crowd-process.ts', import.meta.url))

interface Crowd {
  readonly bytes: number
  readonly spawn: number
  readonly stop: number
}

function measure(kind: string, count: number): Crowd {
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', PROGRAM, kind, String(count)], {
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Crowd
}

/** Duties of one family, against bare XState actors under one parent, each in a process of its own. */
export async function crowd(): Promise<void> {
  const line = (what: string, { bytes, spawn, stop }: Crowd, baseline: Crowd) =>
    process.stdout.write(
      `  ${what.padEnd(40)} ${(bytes / baseline.bytes).toFixed(2)} x the memory (${bytes.toFixed(0)} B each), ` +
        `${(spawn / baseline.spawn).toFixed(2)} x to start (${spawn.toFixed(1)} us), ${(stop / baseline.stop).toFixed(2)} x to stop (${stop.toFixed(1)} us)\n`,
    )
  for (const count of [1_000, 10_000, 100_000]) {
    const bare = measure('bare', count)
    line(`${count} XState actors (baseline)`, bare, bare)
    line(`${count} duties`, measure('duties', count), bare)
  }
}
