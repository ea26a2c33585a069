interface Link<Item> {
  readonly item: Item
  next: Link<Item> | undefined
}

/** First in, first out. An empty one holds no memory but its own. */
export class Fifo<Item> {
  private head: Link<Item> | undefined
  private tail: Link<Item> | undefined
  private count = 0

  get size(): number {
    return this.count
  }

  /** What `shift` would give. */
  get first(): Item | undefined {
    return this.head?.item
  }

  push(item: Item): void {
    const link = { item, next: undefined }
    if (this.tail === undefined) this.head = link
    else this.tail.next = link
    this.tail = link
    this.count += 1
  }

  shift(): Item | undefined {
    const { head } = this
    if (head === undefined) return undefined
    this.takeOut(undefined, head)
    return head.item
  }

  /** Takes out the oldest of which this holds. */
  remove(condition: (item: Item) => boolean): Item | undefined {
    let before: Link<Item> | undefined
    for (let link = this.head; link !== undefined; link = link.next) {
      if (condition(link.item)) {
        this.takeOut(before, link)
        return link.item
      }
      before = link
    }
    return undefined
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let link = this.head; link !== undefined; link = link.next) yield link.item
  }

  private takeOut(before: Link<Item> | undefined, link: Link<Item>): void {
    if (before === undefined) this.head = link.next
    else before.next = link.next
    if (link === this.tail) this.tail = before
    this.count -= 1
  }
}
