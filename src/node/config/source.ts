import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'

export interface Place {
  readonly line: number
  readonly column: number
  readonly source: string
}

/** A YAML text whose values can be traced back to their lines. */
export interface Source {
  readonly file: string
  readonly value: unknown
  readonly syntaxErrors: ReadonlyArray<Place & { readonly message: string }>
  /** Where the value at this path stands, or the nearest thing above it. `key`: the place of its key instead. */
  placeOf(path: readonly PropertyKey[], of: 'key' | 'value'): Place | undefined
}

export function parseSource(file: string, text: string): Source {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const lines = text.split(/\r?\n/)

  function placeAt(offset: number): Place {
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col, source: lines[line - 1] ?? '' }
  }

  return {
    file,
    value: document.errors.length === 0 ? (document.toJS() ?? {}) : {},
    syntaxErrors: document.errors.map((error) => ({ ...placeAt(error.pos[0]), message: error.message })),
    placeOf(path, of) {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const offset = offsetOf(document, path.slice(0, depth), of)
        if (offset !== undefined) return placeAt(offset)
      }
      return undefined
    },
  }
}

function offsetOf(document: Document, path: readonly PropertyKey[], of: 'key' | 'value'): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last),
    )
    const node = of === 'key' || pair?.value === null ? pair?.key : pair?.value
    return rangeStart(node)
  }
  return rangeStart(document.getIn(path, true))
}

const rangeStart = (node: unknown): number | undefined =>
  (node as { range?: [number, number, number] } | undefined)?.range?.[0]
