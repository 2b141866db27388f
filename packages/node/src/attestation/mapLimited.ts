/** Maps with a limit on how many run at once, so that a batch does not open a hundred connections to a PSP. */

/** Results in the order of the items; the first rejection rejects. */
export async function mapLimited<item, result>(
  items: readonly item[],
  limit: number,
  work: (item: item) => Promise<result>,
): Promise<readonly result[]> {
  const results: result[] = []
  const queue = items.entries()
  const run = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run))
  return results
}
