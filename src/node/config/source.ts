import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import { isSecret, maskedLine, stars } from './secrets.ts'

export interface Place {
  readonly line: number
  readonly column: number
  /** The line as it may be shown. */
  readonly source: string
}

/** A YAML text whose values can be traced back to their lines. */
export interface Source {
  readonly file: string
  readonly value: unknown
  readonly syntaxErrors: ReadonlyArray<Partial<Place> & { readonly message: string }>
  /** Where the value at this path stands, or the nearest thing above it. `key`: the place of its key instead. */
  placeOf(path: readonly PropertyKey[], of: 'key' | 'value'): Place | undefined
  /** Whether the text says anything at this path. */
  has(path: readonly PropertyKey[]): boolean
}

type SyntaxError = Source['syntaxErrors'][number]

export function parseSource(file: string, text: string): Source {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const isBroken = document.errors.length > 0
  const shown = withoutSecrets(document, text).split(/\r?\n/)

  function placeAt(offset: number): Place {
    const { line, col } = lineCounter.linePos(offset)
    const source = shown[line - 1] ?? ''
    return { line, column: col, source: isBroken ? maskedLine(source) : source }
  }

  const read = isBroken
    ? { value: {}, errors: document.errors.map(({ pos, message }) => ({ ...placeAt(pos[0]), message })) }
    : readValue(document, placeAt)

  return {
    file,
    value: read.value,
    syntaxErrors: read.errors,
    placeOf(path, of) {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const offset = offsetOf(document, path.slice(0, depth), of)
        if (offset !== undefined) return placeAt(offset)
      }
      return undefined
    },
    has: (path) => document.hasIn(path),
  }
}

/** Aliases are only followed now: one may lead nowhere, or to more than any config needs. */
function readValue(document: Document, placeAt: (offset: number) => Place): { value: unknown; errors: SyntaxError[] } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) ?? {}, errors: [] }
  } catch {
    const errors: SyntaxError[] = []
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document) === undefined)
          errors.push({ ...placeAt(offsetOfNode(alias) ?? 0), message: `nothing is named &${alias.source}` })
      },
    })
    return { value: {}, errors: errors.length > 0 ? errors : [{ message: 'its aliases multiply without end' }] }
  }
}

function offsetOf(document: Document, path: readonly PropertyKey[], of: 'key' | 'value'): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return offsetOfNode(document.getIn(path, true))
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
  const value = isScalar(pair?.value) && pair.value.source === '' ? undefined : pair?.value
  return offsetOfNode(of === 'value' && isNode(value) ? value : pair?.key)
}

const offsetOfNode = (node: unknown): number | undefined =>
  (node as { range?: [number, number, number] } | null | undefined)?.range?.[0]

/** The text with the same columns, and stars where a secret stands. */
function withoutSecrets(document: Document, text: string): string {
  let shown = text
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isMap(node))
      for (const { key, value } of node.items) walk(value, [...path, isScalar(key) ? String(key.value) : ''])
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, String(index)])
    else if (!isAlias(node) && isScalar(node) && node.range && isSecret(path, node.value)) {
      const [start, end] = node.range
      shown = shown.slice(0, start) + stars(shown.slice(start, end)) + shown.slice(end)
    }
  }
  walk(document.contents, [])
  return shown
}
