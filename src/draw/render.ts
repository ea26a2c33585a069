import type { AnyStateMachine } from 'xstate'
import { configJson } from './json.ts'
import { layoutOf } from './layout.ts'
import { mermaidOf } from './mermaid.ts'
import { modelOf } from './model.ts'
import { renderMachine } from './svg/machine.ts'
import { exampleTrace } from './traces/example.ts'
import { sequenceMermaid, sequenceOf, sequenceSvg, timingOf, timingSvg } from './traces/index.ts'

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

/** What a trace looks like in pictures. */
export async function renderExample(): Promise<Map<string, string>> {
  const entries = await exampleTrace()
  const sequence = sequenceOf(entries)
  return new Map([
    ['traces/example.svg', sequenceSvg(sequence)],
    ['traces/example.mmd', sequenceMermaid(sequence)],
    ['traces/example-timing.svg', timingSvg(timingOf(entries))],
  ])
}
