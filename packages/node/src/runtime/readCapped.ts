/** Reads a response body up to a limit, so that whoever answers cannot fill the memory. */

/** The body's bytes; undefined when there are more than `maxBytes`. @throws when the connection breaks off. */
export async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) return undefined // leaving the loop cancels the stream
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
