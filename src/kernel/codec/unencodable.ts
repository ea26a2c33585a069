/** A value that no text can stand for; `path` says where it was met, empty at the top. */
export class UnencodableError extends Error {
  readonly code = 'unencodable'
  readonly path: string

  constructor(path: string, problem: string) {
    super(`${path === '' ? 'the value' : path} ${problem} and cannot be saved`)
    this.name = 'UnencodableError'
    this.path = path
  }
}
