import { standIn } from './stand-in.ts'

export interface JsonLimits {
  /** After about so many characters the rest is left out, with a mark. */
  readonly characters: number
  readonly depth: number
}

/**
 * Any value as JSON text. It never throws, and what JSON cannot say is marked instead of changed: `{"$bigint": "12"}`,
 * `{"$number": "NaN"}`, `{"$symbol": "name"}`, `{"$cycle": "$.path.of.the.same"}`, `{"$error": "cannot be read"}` for a getter
 * or `toJSON` that throws, `$cut` where something was left out, a function as `{"type": "its name"}`. See `standIn` for objects.
 */
export function exactJson(value: unknown, limits: JsonLimits): string {
  const writer = new Writer(limits)
  writer.value(value, '$', '')
  return writer.text
}

const UNREADABLE = '{"$error":"cannot be read"}'

class Writer {
  text = ''
  private readonly limits: JsonLimits
  /** The objects around what is written now, each with its path. */
  private readonly around = new Map<object, string>()

  constructor(limits: JsonLimits) {
    this.limits = limits
  }

  value(value: unknown, path: string, key: string): void {
    if (typeof value === 'object' && value !== null) this.guarded(value, path, key)
    else this.text += typeof value === 'string' ? this.string(value) : scalar(value)
  }

  private get left(): number {
    return this.limits.characters - this.text.length
  }

  private string(value: string): string {
    if (value.length <= this.left) return JSON.stringify(value)
    const shown = value.slice(0, Math.max(0, this.left))
    return JSON.stringify({ $cut: `${value.length - shown.length} more characters`, $begins: shown })
  }

  private guarded(value: object, path: string, key: string): void {
    const before = this.text
    try {
      this.object(value, path, key)
    } catch {
      // Whatever it is, it says something about the value and nothing about the actor.
      this.text = before + UNREADABLE
      this.around.delete(value)
    }
  }

  private object(value: object, path: string, key: string): void {
    const same = this.around.get(value)
    if (same !== undefined) this.mark('$cycle', same)
    else if (this.around.size >= this.limits.depth) this.mark('$cut', 'too deep')
    else if (this.left <= 0) this.mark('$cut', 'too long')
    else this.contents(value, path, key)
  }

  private contents(value: object, path: string, key: string): void {
    this.around.set(value, path)
    const shown = standIn(value, key)
    if (typeof shown !== 'object' || shown === null) this.value(shown, path, key)
    else if (Array.isArray(shown)) this.items(shown, path)
    else this.entries(shown, path)
    this.around.delete(value)
  }

  private items(items: readonly unknown[], path: string): void {
    this.text += '['
    for (let index = 0; index < items.length; index += 1) {
      if (index > 0) this.text += ','
      if (this.left <= 0) {
        this.mark('$cut', `${items.length - index} more items`)
        break
      }
      this.value(items[index], `${path}[${index}]`, String(index))
    }
    this.text += ']'
  }

  private entries(value: object, path: string): void {
    const keys = Object.keys(value)
    let comma = ''
    this.text += '{'
    for (const [index, key] of keys.entries()) {
      if (this.left <= 0) {
        this.text += `${comma}"$cut":"${keys.length - index} more keys"`
        break
      }
      const inner: unknown = (value as Record<string, unknown>)[key]
      if (inner === undefined) continue
      this.text += `${comma}${JSON.stringify(key)}:`
      this.value(inner, `${path}.${key}`, key)
      comma = ','
    }
    this.text += '}'
  }

  private mark(name: string, text: string): void {
    this.text += JSON.stringify({ [name]: text })
  }
}

function scalar(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return `{"$bigint":"${value}"}`
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? String(value)
        : `{"$number":"${Object.is(value, -0) ? '-0' : value}"}`
    case 'symbol':
      return JSON.stringify({ $symbol: value.description ?? '' })
    case 'function':
      return JSON.stringify({ type: nameOf(value) })
    default:
      return value === undefined ? 'null' : String(value)
  }
}

/** A class may have a static member of that name. */
function nameOf(value: unknown): string {
  const { name } = value as { readonly name: unknown }
  return typeof name === 'string' ? name : ''
}
