/** Running sums: a table as its steps, or as the steps between its steps, which are shorter to write and to load. */
export function toSums(steps: Iterable<number>): Float64Array {
  let sum = 0
  return Float64Array.from(steps, (step) => {
    sum += step
    return sum
  })
}
