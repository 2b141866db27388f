/** JSON from outside, where anything may arrive. */

/** The value; undefined when it is no JSON. Bytes are read as UTF-8. */
export function parseJson(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text))
  } catch {
    return undefined
  }
}
