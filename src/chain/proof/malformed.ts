/** A proof that proves nothing: it is incomplete, or not of this state. */
export class MalformedProof extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'MalformedProof'
  }
}
