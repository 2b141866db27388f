/** Who can talk to whom. */

/** Links between daemons, by index. */
export type Links = {
  isOpen(left: number, right: number): boolean
  /** Cuts one side off from the other; undefined heals. */
  partition(side: ReadonlySet<number> | undefined): void
}

/** A network without partitions. */
export function createLinks(): Links {
  let cut: ReadonlySet<number> | undefined
  return {
    isOpen: (left, right) => cut === undefined || cut.has(left) === cut.has(right),
    partition: (side) => {
      cut = side
    },
  }
}
