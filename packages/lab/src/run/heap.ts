/** A queue by time: earliest first, ties in the order of arrival. */

/** The queue. */
export type Heap<item> = {
  push(at: number, item: item): void
  /** Time of the earliest item; +∞ when empty. */
  next(): number
  pop(): item | undefined
}

/** A binary heap. */
export function createHeap<item>(): Heap<item> {
  const nodes: { at: number; order: number; item: item }[] = []
  let arrivals = 0
  const before = (left: number, right: number) => {
    const a = nodes[left]
    const b = nodes[right]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
  }
  const swap = (left: number, right: number) => {
    const a = nodes[left]
    const b = nodes[right]
    if (a && b) [nodes[left], nodes[right]] = [b, a]
  }
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (before(child, least)) least = child
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    push: (at, item) => {
      nodes.push({ at, order: arrivals++, item })
      for (let index = nodes.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1
        if (!before(index, parent)) break
        swap(index, parent)
        index = parent
      }
    },
    next: () => nodes[0]?.at ?? Number.POSITIVE_INFINITY,
    pop: () => {
      const top = nodes[0]
      const last = nodes.pop()
      if (top !== last && last) {
        nodes[0] = last
        sink(0)
      }
      return top?.item
    },
  }
}
