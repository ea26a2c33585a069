const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const MARK = /^\p{M}/u
const characters = new Intl.Segmenter()

const widthOfCharacter = (character: string): number => (WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1)

const split = (text: string): string[] => [...characters.segment(text)].map(({ segment }) => segment)

/** Columns that a text without control characters takes on a terminal. */
export const widthOf = (text: string): number =>
  split(text).reduce((sum, character) => sum + widthOfCharacter(character), 0)

/** As much of a text as fits; what is cut off is told by a dot sign. */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let used = 1
  let kept = ''
  for (const character of split(text)) {
    used += widthOfCharacter(character)
    if (used > columns) break
    kept += character
  }
  return `${kept}…`
}
