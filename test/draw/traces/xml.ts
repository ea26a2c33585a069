const ENTITY = /&(?!(amp|lt|gt|quot|apos|#\d+);)/
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g

/** What keeps a text from being well-formed XML, as far as our pictures use it. */
export function problemsOfXml(text: string): string[] {
  const problems: string[] = []
  const open: string[] = []
  let end = 0
  for (const match of text.matchAll(TAG)) {
    const between = text.slice(end, match.index)
    if (/[<>]/.test(between) && open.at(-1) !== 'style') problems.push(`stray bracket in "${between.slice(0, 40)}"`)
    if (ENTITY.test(between) || ENTITY.test(match[3]!)) problems.push(`stray ampersand near ${match.index}`)
    end = match.index + match[0].length
    const [, closing, name, , alone] = match
    if (closing === '/') {
      const last = open.pop()
      if (last !== name) problems.push(`</${name}> closes <${last}>`)
    } else if (alone !== '/') open.push(name!)
  }
  if (open.length > 0) problems.push(`never closed: ${open.join(', ')}`)
  if (text.slice(end).trim() !== '') problems.push('text after the end')
  return problems
}
