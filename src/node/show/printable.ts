/**
 * A text with its control characters written out: some of it comes from chains and endpoints, and must not move the cursor,
 * recolour the terminal or forge a line of the log.
 */
export const printable = (text: string): string =>
  text.replace(/\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n'
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
