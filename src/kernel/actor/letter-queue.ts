import type { Letter } from '../message/letter.ts'

const NONE: Letter[] = []

/** Letters, first in, first out. An empty one holds no memory of its own. */
export class LetterQueue {
  private items = NONE
  // Taken letters leave a gap at the front that is closed now and then, not at each take.
  private head = 0

  get size(): number {
    return this.items.length - this.head
  }

  get first(): Letter | undefined {
    return this.items[this.head]
  }

  push(letter: Letter): void {
    if (this.items === NONE) this.items = [letter]
    else this.items.push(letter)
  }

  shift(): Letter | undefined {
    const letter = this.items[this.head]
    if (letter === undefined) return undefined
    this.items[this.head] = undefined as never
    this.head += 1
    if (this.head === this.items.length) this.reset()
    else if (this.head > 512 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
    return letter
  }

  /** Takes out the oldest of this type. */
  remove(type: string): Letter | undefined {
    for (let index = this.head; index < this.items.length; index += 1)
      if (this.items[index]!.event.type === type) return this.items.splice(index, 1)[0]
    return undefined
  }

  letters(): Letter[] {
    return this.items.slice(this.head)
  }

  clear(): Letter[] {
    const rest = this.letters()
    this.reset()
    return rest
  }

  private reset(): void {
    // A short array is kept: an actor that has had one letter will have another.
    if (this.items === NONE || this.items.length > 64) this.items = NONE
    else this.items.length = 0
    this.head = 0
  }
}
