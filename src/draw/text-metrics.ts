/** Advance widths of a common sans-serif at size 1000, by character; what is not listed is taken as wide. */
const WIDTHS: Readonly<Record<string, number>> = {
  ...widths("ijl|!'.,:;I", 290),
  ...widths('ft()[]/\\-r ', 350),
  ...widths('szckvxyJ*"_', 530),
  ...widths('abdeghnopqu0123456789?$<>+=~LFTZ', 590),
  ...widths('ABEKPSVXYCDGHNRUOQ&', 710),
  ...widths('mwMW%@', 900),
}
const OTHER = 800

function widths(characters: string, width: number): Record<string, number> {
  return Object.fromEntries([...characters].map((character) => [character, width]))
}

/** Width of a text in pixels. Generous, so that the widest font of the stack still fits. */
export function textWidth(text: string, size: number, weight: 'normal' | 'bold' = 'normal'): number {
  let sum = 0
  for (const character of text) sum += WIDTHS[character] ?? OTHER
  return (sum * size * (weight === 'bold' ? 1.22 : 1.1)) / 1000
}

/** Breaks a text into lines no wider than `limit`, at spaces. */
export function wrap(text: string, size: number, limit: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= limit) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
