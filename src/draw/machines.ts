import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type AnyStateMachine, StateMachine } from 'xstate'

const FOLDER = fileURLToPath(new URL('../../machines/', import.meta.url))

/** Every machine that a file under `machines/` exports, by the order of their paths. */
export async function findMachines(): Promise<AnyStateMachine[]> {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith('.ts')).sort()
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(FOLDER, file)).href) as Promise<object>),
  )
  return modules.flatMap((module) =>
    Object.values(module).filter((value): value is AnyStateMachine => value instanceof StateMachine),
  )
}
