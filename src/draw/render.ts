import type { AnyStateMachine } from 'xstate'
import { configJson } from './json.ts'
import { layoutOf } from './layout.ts'
import { mermaidOf } from './mermaid.ts'
import { modelOf } from './model.ts'
import { renderMachine } from './svg/machine.ts'

/** All files that show these machines, by name. The same machines give the same bytes. */
export async function renderAll(machines: readonly AnyStateMachine[]): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const machine of machines) {
    const model = modelOf(machine)
    files.set(`${machine.id}.svg`, renderMachine(model, await layoutOf(model)))
    files.set(`${machine.id}.mmd`, mermaidOf(model))
    files.set(`${machine.id}.json`, configJson(machine))
  }
  return files
}
