export type Cell = string | number

/** A table as Markdown has it. */
export function printTable(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
  for (const line of lines) process.stdout.write(`| ${line.join(' | ')} |\n`)
}

/** With commas between thousands, and no more digits than say something. */
export const figure = (value: number, digits = value < 10 ? 2 : 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits })
