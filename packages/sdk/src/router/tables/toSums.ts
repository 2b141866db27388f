/** Running sums: a rising table as its steps, which are shorter to write. */
export function toSums(steps: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(steps, (step) => {
    sum += step
    return sum
  })
}
