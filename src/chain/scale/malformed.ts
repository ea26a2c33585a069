/** Bytes that are no encoding of what they should be. */
export class Malformed extends Error {
  /** @param offset where, counted from the beginning of the bytes; none when it is the type that cannot be decoded */
  constructor(reason: string, offset?: number, cause?: unknown) {
    super(offset === undefined ? reason : `${reason} at byte ${offset}`, { cause })
    this.name = 'Malformed'
  }
}

export const ended = (offset: number): Malformed => new Malformed('the bytes end too early', offset)

export const unknownVariant = (index: number, offset: number): Malformed =>
  new Malformed(`there is no variant ${index}`, offset)

export const tooDeep = (offset: number): Malformed => new Malformed('nested too deep', offset)
